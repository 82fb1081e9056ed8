#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Whether the path is /proc/N/stat, and N a thread of this process. */
static int names_own_thread(const char *path) {
    int thread = 0, length = 0;
    if (sscanf(path, "/proc/%d/stat%n", &thread, &length) != 1 || length == 0 || path[length] != 0) return 0;
    return syscall(SYS_tgkill, getpid(), thread, 0) == 0;
}

/*
 * The C library's open, but for one kind of file. While work is queued, libdispatch's _dispatch_workq_monitor_pools reads
 * /proc/N/stat of its threads once a second, and ends the process (SIGILL) where one cannot be opened. Without /proc, as in
 * chroots and hardened containers, it gets an empty file, which it takes for a thread that is not running.
 */
__attribute__((used, visibility("default"))) int open(const char *path, int flags, ...) {
    mode_t mode = 0;
    if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
    }
    int file = openat(AT_FDCWD, path, flags, mode);
    int reason = errno;
    if (file >= 0 || (reason != ENOENT && reason != EACCES) || !names_own_thread(path)) {
        errno = reason;
        return file;
    }
    return memfd_create("thread", MFD_CLOEXEC);
}
