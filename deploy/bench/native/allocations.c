// For LD_PRELOAD: counts what the process asks malloc for, in a file that others can read meanwhile.
//
// ALLOCATION_COUNTS names the file: four 64-bit numbers, the calls and the bytes of SwiftNIO's event loops, and those of
// all other threads. The loops' are the same for the same requests; what the others do depends on how work is batched.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static struct {
    struct {
        _Atomic uint64_t calls, bytes;
    } loops, others;
} *counts;
static _Thread_local int is_loop __attribute__((tls_model("initial-exec")));

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("ALLOCATION_COUNTS");
    int file = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (file < 0 || ftruncate(file, sizeof *counts) < 0) abort();
    void *mapped = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED) abort();
    close(file);
    counts = mapped;
}

static void count(size_t bytes) {
    if (!counts) return;
    char name[16];
    // A loop's thread gets its name after it has begun.
    if (!is_loop && prctl(PR_GET_NAME, name) == 0) is_loop = strncmp(name, "NIO-ELT", 7) == 0;
    _Atomic uint64_t *calls = is_loop ? &counts->loops.calls : &counts->others.calls;
    _Atomic uint64_t *total = is_loop ? &counts->loops.bytes : &counts->others.bytes;
    atomic_fetch_add_explicit(calls, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(total, bytes, memory_order_relaxed);
}

void *malloc(size_t bytes) {
    count(bytes);
    return __libc_malloc(bytes);
}

void *calloc(size_t number, size_t bytes) {
    count(number * bytes);
    return __libc_calloc(number, bytes);
}

void *realloc(void *old, size_t bytes) {
    count(bytes);
    return __libc_realloc(old, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes) {
    count(bytes);
    return __libc_memalign(alignment, bytes);
}

void *memalign(size_t alignment, size_t bytes) {
    count(bytes);
    return __libc_memalign(alignment, bytes);
}

int posix_memalign(void **made, size_t alignment, size_t bytes) {
    count(bytes);
    *made = __libc_memalign(alignment, bytes);
    return *made ? 0 : ENOMEM;
}
