#pragma once
#include <ares.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
