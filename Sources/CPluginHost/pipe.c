#define _GNU_SOURCE
#include "CPluginHost.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

int omniview_pipe(int *reading_end, int *writing_end) {
    int ends[2];
#ifdef __linux__
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
#else
    if (pipe(ends) != 0) return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
#endif
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    *reading_end = ends[0];
    *writing_end = ends[1];
    return 0;
}

int omniview_bytes_in_pipe(int reading_end) {
    int count = 0;
    return ioctl(reading_end, FIONREAD, &count) == 0 ? count : 0;
}
