#include "CPluginHost.h"

#include <errno.h>
#include <sys/wait.h>

void omniview_wait_for_end(int process) {
    siginfo_t information;
    while (waitid(P_PID, (id_t)process, &information, WEXITED | WNOWAIT) != 0 && errno == EINTR) {}
}

int omniview_reap(int process, struct omniview_exit *end) {
    int status;
    while (waitpid(process, &status, 0) < 0) {
        if (errno != EINTR) return errno;
    }
    end->is_signal = WIFSIGNALED(status);
    end->number = end->is_signal ? WTERMSIG(status) : WEXITSTATUS(status);
    return 0;
}

int omniview_peek(int process, struct omniview_exit *end) {
    siginfo_t information;
    while (waitid(P_PID, (id_t)process, &information, WEXITED | WNOWAIT) != 0) {
        if (errno != EINTR) return errno;
    }
    end->is_signal = information.si_code != CLD_EXITED;
    end->number = information.si_status;
    return 0;
}
