#define _GNU_SOURCE
#include "keeper.h"

#if OMNIVIEW_HAS_KEEPERS

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>

KEEPER_CODE

static long set_descriptors(struct keeper_start *start) {
    int count = start->descriptor_count;
    int copies[KEEPER_DESCRIPTORS];
    // First out of the way of each other. All that a keeper has is closed on exec anyway.
    for (int number = 0; number < count; number++) {
        copies[number] = (int)system_call(SYS_fcntl, start->descriptors[number], F_DUPFD_CLOEXEC, count);
        if (copies[number] < 0) return copies[number];
    }
    for (int number = 0; number < count; number++) {
        long result = system_call(SYS_dup3, copies[number], number, 0);
        if (result < 0) return result;
    }
    return 0;
}

/// Runs in the memory of the keeper, which sleeps until the program is executed.
static void run_child(void *argument) {
    struct keeper_start *start = argument;
    long result = 0;
    start->step = OMNIVIEW_SPAWN_SESSION;
    result = system_call(SYS_setsid);
    if (result < 0) goto failed;
    // A keeper has one thread, so this is about the whole of it. The system forgets it for a program that gains
    // privileges.
    system_call(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
    if ((int)system_call(SYS_getppid) != start->keeper) exit_process(127);
    start->step = OMNIVIEW_SPAWN_DIRECTORY;
    if (start->origin >= 0) result = system_call(SYS_fchdir, start->origin);
    if (result < 0) goto failed;
    if (start->directory[0] != 0) result = system_call(SYS_chdir, start->directory);
    if (result < 0) goto failed;
    start->step = OMNIVIEW_SPAWN_DESCRIPTORS;
    result = set_descriptors(start);
    if (result < 0) goto failed;
    uint64_t none = 0;
    system_call(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof none);
    start->step = OMNIVIEW_SPAWN_EXECUTE;
    result = system_call(SYS_execve, start->path, start->arguments, start->environment);
failed:
    start->failure = (int)-result;
    exit_process(127);
}

int omniview_keeper_execute(struct keeper_start *start) {
    _Alignas(16) char stack[8 * 1024];
    start->failure = 0;
    start->step = OMNIVIEW_SPAWN_PROCESS;
    start->process_descriptor = -1;
    unsigned long flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD;
    long process = clone_onto(stack + sizeof stack, flags, &start->process_descriptor, run_child, start);
    if (process < 0) return (int)-process;
    start->process = (int)process;
    if (start->failure == 0) return 0;
    while (system_call(SYS_wait4, process, NULL, 0, NULL) == -EINTR) {}
    close_descriptor(start->process_descriptor);
    start->process_descriptor = -1;
    return start->failure;
}

KEEPER_CODE_END

#endif
