#pragma once
// xattr(7), which Swift's Glibc module does not have.
#include <sys/xattr.h>
