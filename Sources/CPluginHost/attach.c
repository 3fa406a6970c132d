#define _GNU_SOURCE
#include "CPluginHost.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>

int omniview_open_process(int process) {
    long descriptor = syscall(SYS_pidfd_open, process, 0);
    return descriptor < 0 ? -errno : (int)descriptor;
}

int omniview_signal_process(int descriptor, int signal) {
    return syscall(SYS_pidfd_send_signal, descriptor, signal, NULL, 0) == 0 ? 0 : errno;
}
#else
int omniview_open_process(int process) {
    (void)process;
    return -ENOSYS;
}

int omniview_signal_process(int descriptor, int signal) {
    (void)descriptor;
    (void)signal;
    return ENOSYS;
}
#endif
