#define _GNU_SOURCE
#include "CPluginHost.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__

#include <linux/close_range.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

// In C, because the child runs in the memory of its parent until it executes its program: that spares the copy of the
// page tables, whose cost grows with the host, and all the faults of a host that writes meanwhile. Nothing of a run time
// may be called there.

struct child {
    const struct omniview_command *command;
    /// What the child leaves to its parent, which sleeps meanwhile.
    volatile int failure;
    volatile enum omniview_spawn_step step;
};

static void reset_signals(void) {
    // Of all that the program could inherit only "ignored" survives an exec; handlers must not run before it either.
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) != 0 || action.sa_handler == SIG_DFL) continue;
        action = (struct sigaction){.sa_handler = SIG_DFL};
        sigaction(number, &action, NULL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static int set_descriptors(const struct omniview_command *command) {
    int count = command->descriptor_count;
    int copies[OMNIVIEW_MAXIMUM_DESCRIPTORS];
    // First out of the way of each other: the parent's may have any numbers.
    for (int number = 0; number < count; number++) {
        copies[number] = fcntl(command->descriptors[number], F_DUPFD, count);
        if (copies[number] < 0) return -1;
    }
    for (int number = 0; number < count; number++) {
        if (dup2(copies[number], number) < 0) return -1;
    }
    if (syscall(SYS_close_range, (unsigned)count, ~0u, CLOSE_RANGE_CLOEXEC) == 0) return 0;
    // Before Linux 5.11.
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
    for (int descriptor = count; descriptor < (int)limit.rlim_cur; descriptor++) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return 0;
}

// Never returns, and on another stack than the sanitizer knows of, which would leave its marks there for good.
__attribute__((no_sanitize("address"))) static int run_child(void *argument) {
    struct child *child = argument;
    const struct omniview_command *command = child->command;
    child->step = OMNIVIEW_SPAWN_SESSION;
    if (setsid() < 0) goto failed;
    child->step = OMNIVIEW_SPAWN_DIRECTORY;
    if (command->directory != NULL && chdir(command->directory) != 0) goto failed;
    child->step = OMNIVIEW_SPAWN_DESCRIPTORS;
    if (set_descriptors(command) != 0) goto failed;
    reset_signals();
    child->step = OMNIVIEW_SPAWN_EXECUTE;
    execve(command->path, command->arguments, command->environment);
failed:
    child->failure = errno;
    _exit(127);
}

static int spawn(struct child *child, int memory, struct omniview_spawned *spawned) {
    // The child's own, for as long as it shares the memory.
    _Alignas(16) char stack[32 * 1024];
    // A handler of this process must not run in the child.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int flags = memory | CLONE_VFORK | SIGCHLD;
    spawned->descriptor = -1;
    spawned->process = clone(run_child, stack + sizeof stack, flags | CLONE_PIDFD, child, &spawned->descriptor);
    if (spawned->process < 0 && errno == EINVAL) {
        // Before Linux 5.2.
        spawned->process = clone(run_child, stack + sizeof stack, flags, child);
    }
    int failure = spawned->process < 0 ? errno : child->failure;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    spawned->step = child->step;
    if (failure == 0) return 0;
    if (spawned->process > 0) {
        while (waitpid(spawned->process, NULL, 0) < 0 && errno == EINTR) {}
    }
    if (spawned->descriptor >= 0) close(spawned->descriptor);
    return failure;
}

#ifndef __has_feature
#define __has_feature(name) 0
#endif

int omniview_spawn(const struct omniview_command *command, struct omniview_spawned *spawned) {
    struct child child = {.command = command, .failure = 0, .step = OMNIVIEW_SPAWN_PROCESS};
#if __has_feature(thread_sanitizer)
    // What this sanitizer knows of a process is in the memory of that process, so that no other can run there: the child
    // gets a copy, and leaves what it has to say in a page of both.
    struct child *shared = mmap(NULL, sizeof child, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        spawned->descriptor = -1;
        spawned->step = OMNIVIEW_SPAWN_PROCESS;
        return errno;
    }
    *shared = child;
    int failure = spawn(shared, 0, spawned);
    munmap(shared, sizeof child);
    return failure;
#else
    return spawn(&child, CLONE_VM, spawned);
#endif
}

#else

#include <spawn.h>

static int set_up(const struct omniview_command *command, posix_spawn_file_actions_t *actions,
                  posix_spawnattr_t *attributes) {
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    int failure = posix_spawnattr_setsigdefault(attributes, &all);
    if (failure == 0) failure = posix_spawnattr_setsigmask(attributes, &none);
    short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_CLOEXEC_DEFAULT;
    if (failure == 0) failure = posix_spawnattr_setflags(attributes, flags);
    for (int number = 0; number < command->descriptor_count && failure == 0; number++) {
        failure = posix_spawn_file_actions_adddup2(actions, command->descriptors[number], number);
    }
    if (failure == 0 && command->directory != NULL) {
        failure = posix_spawn_file_actions_addchdir_np(actions, command->directory);
    }
    return failure;
}

int omniview_spawn(const struct omniview_command *command, struct omniview_spawned *spawned) {
    spawned->descriptor = -1;
    spawned->step = OMNIVIEW_SPAWN_PROCESS;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failure = posix_spawn_file_actions_init(&actions);
    if (failure != 0) return failure;
    failure = posix_spawnattr_init(&attributes);
    if (failure == 0) {
        failure = set_up(command, &actions, &attributes);
        if (failure == 0) {
            spawned->step = OMNIVIEW_SPAWN_EXECUTE;
            failure = posix_spawn(&spawned->process, command->path, &actions, &attributes, command->arguments,
                                  command->environment);
        }
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

#endif
