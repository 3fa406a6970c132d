#define _GNU_SOURCE
#include "keeper.h"

#if OMNIVIEW_HAS_KEEPERS

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

KEEPER_CODE

struct keeper {
    /// The host's end of its lifeline.
    int socket;
    /// The host's process; readable once it has ended. The socket alone might be held open by a process that the host has
    /// forked.
    int host;
    /// SIGCHLD.
    int child_signals;
    /// The program; 0 before it is started.
    int program;
    bool outlives_host;
};

// MARK: A program

/// Reaps what has ended and lost its parent; true when the program itself has ended, which stays to be reaped.
static bool reap_orphans(const struct keeper *keeper) {
    while (true) {
        siginfo_t information;
        information.si_pid = 0;
        long result = system_call(SYS_waitid, P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT | __WALL, NULL);
        if (result < 0 || information.si_pid == 0) return false;
        if (information.si_pid == keeper->program) return true;
        system_call(SYS_waitid, P_PID, information.si_pid, &information, WEXITED | WNOHANG | __WALL, NULL);
    }
}

/// The program has ended: so does all that it has left behind, and the keeper.
static _Noreturn void finish(const struct keeper *keeper) {
    // It is not reaped yet, so the number of its group cannot be anybody else's. No member of a group that has been
    // signalled can make another one.
    system_call(SYS_kill, -keeper->program, SIGKILL);
    siginfo_t information;
    while (system_call(SYS_waitid, P_PID, keeper->program, &information, WEXITED | __WALL, NULL) == -EINTR) {}
    struct keeper_answer answer;
    omniview_keeper_prepare_answer(&answer, KEEPER_ENDED);
    answer.process = keeper->program;
    answer.is_signal = information.si_code != CLD_EXITED;
    answer.code = information.si_status;
    answer.left = omniview_keeper_end_descendants(keeper->child_signals, KEEPER_PATIENCE);
    omniview_keeper_answer(keeper->socket, &answer, -1);
    exit_process(0);
}

/// The host has gone: the program is asked to end, and then ended.
static _Noreturn void end_program(const struct keeper *keeper) {
    if (keeper->program == 0) exit_process(0);
    system_call(SYS_kill, -keeper->program, SIGTERM);
    int64_t end = omniview_keeper_now() + KEEPER_GRACE;
    int64_t left;
    while (!reap_orphans(keeper) && (left = end - omniview_keeper_now()) > 0) {
        struct pollfd signals;
        signals.fd = keeper->child_signals;
        signals.events = POLLIN;
        struct timespec timeout;
        timeout.tv_sec = left / 1000;
        timeout.tv_nsec = left % 1000 * 1000000;
        system_call(SYS_ppoll, &signals, 1, &timeout, NULL, 8);
        omniview_keeper_clear(keeper->child_signals);
    }
    finish(keeper);
}

/// Lays out what has been received; false when it makes no sense.
static bool parse_start(const struct keeper_request *request, char *strings, char **pointers,
                        struct keeper_start *start) {
    uint64_t wanted = 2 + (uint64_t)request->argument_count + request->environment_count;
    char *end = strings + request->size;
    char *text = strings;
    start->arguments = pointers;
    start->environment = pointers + request->argument_count + 1;
    start->arguments[request->argument_count] = NULL;
    start->environment[request->environment_count] = NULL;
    for (uint64_t index = 0; index < wanted; index++) {
        if (text >= end) return false;
        if (index == 0) {
            start->path = text;
        } else if (index == 1) {
            start->directory = text;
        } else if (index - 2 < request->argument_count) {
            start->arguments[index - 2] = text;
        } else {
            start->environment[index - 2 - request->argument_count] = text;
        }
        while (text < end && *text != 0) text++;
        if (text == end) return false;
        text++;
    }
    return true;
}

/// Takes a request to start a program, and does.
static void start_program(struct keeper *keeper, const struct keeper_request *request) {
    uint64_t text_size = (sizeof *request + request->size + 7) / 8 * 8;
    uint64_t size = text_size + (2 + (uint64_t)request->argument_count + request->environment_count) * sizeof(char *);
    char *memory = (char *)system_call(SYS_mmap, NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    // Without the request itself there is nothing to go on with.
    if ((unsigned long)memory > -4096ul) exit_process(1);
    int descriptors[KEEPER_DESCRIPTORS];
    int count = 0;
    long received =
        omniview_keeper_receive(keeper->socket, memory, sizeof *request + request->size, descriptors, &count, 0);
    if (received < (long)sizeof *request || count != (int)request->descriptor_count + 1) exit_process(1);
    uint64_t have = (uint64_t)received - sizeof *request;
    while (have < request->size) {
        char *rest = memory + sizeof *request + have;
        received = omniview_keeper_receive(keeper->socket, rest, request->size - have, NULL, NULL, 0);
        if (received <= 0) exit_process(1);
        have += (uint64_t)received;
    }

    struct keeper_start start;
    char **pointers = (char **)(memory + text_size);
    if (!parse_start(request, memory + sizeof *request, pointers, &start)) exit_process(1);
    for (int index = 0; index < count - 1; index++) start.descriptors[index] = descriptors[index];
    start.descriptor_count = count - 1;
    start.origin = descriptors[count - 1];
    start.keeper = (int)system_call(SYS_getpid);
    int failure = omniview_keeper_execute(&start);

    struct keeper_answer answer;
    omniview_keeper_prepare_answer(&answer, failure == 0 ? KEEPER_STARTED : KEEPER_FAILED);
    answer.keeper = start.keeper;
    answer.step = (int32_t)start.step;
    answer.number = failure;
    if (failure == 0) {
        answer.process = start.process;
        keeper->program = start.process;
        keeper->outlives_host = request->outlives_host != 0;
    }
    omniview_keeper_answer(keeper->socket, &answer, start.process_descriptor);
    close_descriptor(start.process_descriptor);
    for (int index = 0; index < count; index++) close_descriptor(descriptors[index]);
    system_call(SYS_munmap, memory, size);
}

/// Does what the host asks for; false when it has gone.
static bool take_request(struct keeper *keeper) {
    struct keeper_request request;
    long count = omniview_keeper_receive(keeper->socket, &request, sizeof request, NULL, NULL, MSG_PEEK | MSG_DONTWAIT);
    if (count == -EAGAIN) return true;
    if (count < (long)sizeof request) return false;
    if (request.kind == KEEPER_START && keeper->program == 0) {
        start_program(keeper, &request);
        return true;
    }
    omniview_keeper_receive(keeper->socket, &request, sizeof request, NULL, NULL, MSG_DONTWAIT);
    // Only this process reaps the program, and has not, or would not be here: the number is still the program's.
    if (request.kind == KEEPER_SIGNAL && keeper->program != 0) {
        system_call(SYS_kill, -keeper->program, request.number);
    }
    return true;
}

static _Noreturn void keep(struct keeper *keeper) {
    while (true) {
        struct pollfd sources[3];
        sources[0].fd = keeper->socket;
        sources[1].fd = keeper->host;
        sources[2].fd = keeper->child_signals;
        for (int index = 0; index < 3; index++) {
            sources[index].events = POLLIN;
            sources[index].revents = 0;
        }
        system_call(SYS_ppoll, sources, 3, NULL, NULL, 8);
        if (sources[2].revents != 0) {
            omniview_keeper_clear(keeper->child_signals);
            if (reap_orphans(keeper)) finish(keeper);
        }
        bool is_alone = sources[1].revents != 0;
        if (!is_alone && sources[0].revents != 0) is_alone = !take_request(keeper);
        if (!is_alone) continue;
        if (!keeper->outlives_host) end_program(keeper);
        // What has no descriptor is not waited for.
        close_descriptor(keeper->socket);
        close_descriptor(keeper->host);
        keeper->socket = -1;
        keeper->host = -1;
    }
}

// MARK: The template

/// Signals come through a descriptor or not at all: no terminal and no service manager ends a keeper before its program.
static int block_signals(void) {
    uint64_t all = ~0ull;
    system_call(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, sizeof all);
    // What is ignored would stay so in every program, and an ignored SIGCHLD would reap what is not to be reaped.
    unsigned long action[4];
    action[0] = (unsigned long)SIG_DFL;
    action[2] = 0;
    action[3] = 0;
    for (int number = 1; number <= 64; number++) {
        action[1] = number == SIGCHLD ? SA_NOCLDSTOP : 0;
        system_call(SYS_rt_sigaction, number, action, NULL, 8);
    }
    return 0;
}

static int watch_children(void) {
    uint64_t child = 1ull << (SIGCHLD - 1);
    return (int)system_call(SYS_signalfd4, -1, &child, sizeof child, SFD_CLOEXEC | SFD_NONBLOCK);
}

/// Opens the host's process; -1 when it has gone.
static int open_host(int host) {
    int descriptor = (int)system_call(SYS_pidfd_open, host, 0);
    if ((int)system_call(SYS_getppid) == host) return descriptor;
    close_descriptor(descriptor);
    return -1;
}

static void close_all_but(int kept) {
    if (kept > 0) system_call(SYS_close_range, 0, kept - 1, 0);
    system_call(SYS_close_range, kept + 1, ~0u, 0);
}

/// A new child of the host's, with nothing but its end of the socket.
static _Noreturn void become_keeper(int socket, int host) {
    struct keeper keeper;
    close_all_but(socket);
    keeper.socket = socket;
    keeper.program = 0;
    keeper.outlives_host = false;
    system_call(SYS_setsid);
    system_call(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1);
    keeper.host = open_host(host);
    keeper.child_signals = watch_children();
    if (keeper.host < 0 || keeper.child_signals < 0) exit_process(1);
    keep(&keeper);
}

static void make_keeper(const struct keeper_template *template) {
    struct keeper_request request;
    int descriptors[KEEPER_DESCRIPTORS];
    int count = 0;
    long received = omniview_keeper_receive(template->socket, &request, sizeof request, descriptors, &count, 0);
    if (received <= 0) exit_process(0);
    if (count != 1 || request.kind != KEEPER_MAKE) exit_process(1);
    // The host's child and not this one's, and one that says nothing when it ends: an application that waits for any
    // child of its own never sees it.
    long process = system_call(SYS_clone, CLONE_PARENT, 0, NULL, 0, 0);
    if (process == 0) become_keeper(descriptors[0], template->host);
    struct keeper_answer answer;
    omniview_keeper_prepare_answer(&answer, process < 0 ? KEEPER_FAILED : KEEPER_MADE);
    answer.step = OMNIVIEW_SPAWN_PROCESS;
    answer.number = process < 0 ? (int32_t)-process : 0;
    answer.keeper = process < 0 ? 0 : (int32_t)process;
    omniview_keeper_answer(descriptors[0], &answer, -1);
    close_descriptor(descriptors[0]);
}

/// What a keeper cannot be without: 0, or an errno value.
static int try_system(int host) {
    // Linux 5.9.
    long result = system_call(SYS_close_range, ~0u - 1, ~0u - 1, 0);
    if (result < 0) return (int)-result;
    if (host < 0) return ENOSYS;
    int signals = watch_children();
    if (signals < 0) return -signals;
    close_descriptor(signals);
    int processes = (int)system_call(SYS_openat, AT_FDCWD, "/proc/self/stat", O_RDONLY | O_CLOEXEC);
    if (processes < 0) return -processes;
    close_descriptor(processes);
    return 0;
}

static void serve_template(void *argument) {
    struct keeper_template template;
    template.socket = ((const struct keeper_template *)argument)->socket;
    template.host = ((const struct keeper_template *)argument)->host;
    close_all_but(template.socket);
    omniview_keeper_release_memory();
    block_signals();
    system_call(SYS_setsid);
    // What keeps a file system busy is not kept.
    system_call(SYS_chdir, "/");
    system_call(SYS_prctl, PR_SET_NAME, "omniview-keeper");
    int host = open_host(template.host);
    struct keeper_answer answer;
    omniview_keeper_prepare_answer(&answer, KEEPER_READY);
    answer.number = try_system(host);
    omniview_keeper_answer(template.socket, &answer, -1);
    if (answer.number != 0) exit_process(1);
    while (true) {
        struct pollfd sources[2];
        sources[0].fd = template.socket;
        sources[1].fd = host;
        for (int index = 0; index < 2; index++) {
            sources[index].events = POLLIN;
            sources[index].revents = 0;
        }
        system_call(SYS_ppoll, sources, 2, NULL, NULL, 8);
        if (sources[1].revents != 0) exit_process(0);
        if (sources[0].revents != 0) make_keeper(&template);
    }
}

void omniview_keeper_become_template(const struct keeper_template *given) {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK;
    long stack = system_call(SYS_mmap, NULL, KEEPER_STACK, PROT_READ | PROT_WRITE, flags, -1, 0);
    if ((unsigned long)stack > -4096ul) exit_process(1);
    // Handed over on the new stack, because the old one goes.
    struct keeper_template *copy = (struct keeper_template *)(stack + KEEPER_STACK - 64);
    copy->socket = given->socket;
    copy->host = given->host;
    continue_on((char *)stack + KEEPER_STACK - 64, serve_template, copy);
}

KEEPER_CODE_END

#endif
