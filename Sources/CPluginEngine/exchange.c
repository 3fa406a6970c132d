#if defined(__linux__)
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>
#elif defined(__APPLE__)
#include <stdio.h>
#endif

#include <errno.h>

#include "CPluginEngine.h"

#if defined(__linux__) && defined(SYS_renameat2)
// The value of RENAME_EXCHANGE in linux/fs.h, which not every C library repeats.
enum { exchange_names = 1 << 1 };
#endif

int cpluginengine_exchange(int one, const char *first, int other, const char *second) {
#if defined(__linux__) && defined(SYS_renameat2)
    return (int)syscall(SYS_renameat2, one, first, other, second, exchange_names);
#elif defined(__APPLE__)
    return renameatx_np(one, first, other, second, RENAME_SWAP);
#else
    (void)one, (void)first, (void)other, (void)second;
    errno = ENOSYS;
    return -1;
#endif
}
