#define _GNU_SOURCE
#include "CPluginSDK.h"

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>

// The C library has a wrapper only since glibc 2.36; the number is the same on every architecture.
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

int omniview_pidfd_open(int pid) {
    return (int)syscall(SYS_pidfd_open, pid, 0);
}
#endif
