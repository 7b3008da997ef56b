#pragma once
// epoll(7), eventfd(2) and accept4(2), which Swift's Glibc module does not have.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// Declared by <sys/socket.h> under _GNU_SOURCE only, which Glibc's module is built without.
extern int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);
