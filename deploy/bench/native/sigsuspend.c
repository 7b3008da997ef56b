// For LD_PRELOAD under Valgrind 3.19, which writes to sigsuspend's mask and so crashes on a mask in read-only memory,
// such as libdispatch's.
#define _GNU_SOURCE
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int sigsuspend(const sigset_t *mask) {
    sigset_t copy = *mask;
    return (int)syscall(SYS_rt_sigsuspend, &copy, _NSIG / 8);
}
