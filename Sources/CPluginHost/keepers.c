#define _GNU_SOURCE
#include "CPluginHost.h"
#include "keeper.h"

#include <errno.h>

#if OMNIVIEW_HAS_KEEPERS

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// The host's side. What it has made it reaps by number, and knows that the number is its child's until then.

bool omniview_has_keepers(void) {
    return true;
}

// MARK: What a template has of its host

void omniview_take_inheritance(struct omniview_inheritance *inheritance) {
    // As bytes, because they are compared as such.
    memset(inheritance, 0, sizeof *inheritance);
    inheritance->process = getpid();
    getresuid(&inheritance->users[0], &inheritance->users[1], &inheritance->users[2]);
    getresgid(&inheritance->groups[0], &inheritance->groups[1], &inheritance->groups[2]);
    inheritance->more_group_count = getgroups(OMNIVIEW_COMPARED_GROUPS, inheritance->more_groups);
    inheritance->grants_nothing = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    inheritance->filters = prctl(PR_GET_SECCOMP, 0, 0, 0, 0);
    for (int resource = 0; resource < OMNIVIEW_RESOURCES; resource++) {
        struct rlimit limit;
        if (getrlimit(resource, &limit) != 0) continue;
        inheritance->limits[resource][0] = limit.rlim_cur;
        inheritance->limits[resource][1] = limit.rlim_max;
    }
}

bool omniview_has_same_inheritance(const struct omniview_inheritance *one, const struct omniview_inheritance *other) {
    return memcmp(one, other, sizeof *one) == 0;
}

// MARK: Making

struct template_fork {
    struct keeper_template given;
    volatile long process;
};

/// Runs in the memory of the host, which sleeps meanwhile, and forks it.
///
/// Not the host itself forks, because the kernel writes into the memory of a thread that has asked for that ("rseq"). A
/// process that shares memory has not asked, so neither has what it forks, and that may unmap everything. Both say nothing
/// when they end, so that nobody notices but who waits for exactly them.
static void fork_template(void *argument) {
    struct template_fork *fork = argument;
    long process = system_call(SYS_clone, CLONE_PARENT, 0, NULL, 0, 0);
    if (process == 0) omniview_keeper_become_template(&fork->given);
    fork->process = process;
    exit_process(0);
}

static int receive_answer(int descriptor, struct keeper_answer *answer, int *sent, int flags) {
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    struct iovec part = {.iov_base = answer, .iov_len = sizeof *answer};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t count;
    while ((count = recvmsg(descriptor, &message, MSG_CMSG_CLOEXEC | flags)) < 0 && errno == EINTR) {}
    if (count < 0) return errno == EAGAIN && flags == 0 ? ETIMEDOUT : errno;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header != NULL && header->cmsg_type == SCM_RIGHTS) {
        int received;
        memcpy(&received, CMSG_DATA(header), sizeof received);
        if (sent != NULL) {
            *sent = received;
        } else {
            close(received);
        }
    }
    return count == sizeof *answer ? 0 : ECONNRESET;
}

static int send_request(int descriptor, struct keeper_request *request, const char *bytes, size_t count,
                        const int *descriptors, int descriptor_count) {
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(KEEPER_DESCRIPTORS * sizeof(int))];
    memset(control, 0, sizeof control);
    struct iovec parts[2] = {{.iov_base = request, .iov_len = sizeof *request},
                             {.iov_base = (void *)bytes, .iov_len = count}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = count > 0 ? 2 : 1};
    if (descriptor_count > 0) {
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE((size_t)descriptor_count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN((size_t)descriptor_count * sizeof(int));
        memcpy(CMSG_DATA(header), descriptors, (size_t)descriptor_count * sizeof(int));
    }
    ssize_t sent;
    while ((sent = sendmsg(descriptor, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR) {}
    if (sent >= 0) return 0;
    return errno == EAGAIN ? ETIMEDOUT : errno;
}

/// Ends a child of which nobody else knows, and reaps it.
static void end_child(int process) {
    if (process <= 0) return;
    kill(process, SIGKILL);
    omniview_reap_keeper(process);
}

static int make_sockets(int sockets[2]) {
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) return errno;
    // Only against a keeper that somebody has stopped: a program is executed at once.
    struct timeval patience = {.tv_sec = 30};
    setsockopt(sockets[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(sockets[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return 0;
}

int omniview_make_keeper_template(struct omniview_keeper *template) {
    template->descriptor = -1;
    template->process = 0;
    int sockets[2];
    int failure = make_sockets(sockets);
    if (failure != 0) return failure;

    struct template_fork fork = {.given = {.socket = sockets[1], .host = getpid()}, .process = -EAGAIN};
    _Alignas(16) char stack[16 * 1024];
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    long process = clone_onto(stack + sizeof stack, CLONE_VM | CLONE_VFORK, NULL, fork_template, &fork);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(sockets[1]);
    if (process > 0) omniview_reap_keeper((int)process);
    if (process < 0 || fork.process < 0) {
        close(sockets[0]);
        return (int)-(process < 0 ? process : fork.process);
    }
    struct keeper_answer answer;
    failure = receive_answer(sockets[0], &answer, NULL, 0);
    if (failure == 0) failure = answer.number;
    if (failure != 0) {
        close(sockets[0]);
        end_child((int)fork.process);
        return failure;
    }
    template->descriptor = sockets[0];
    template->process = (int)fork.process;
    return 0;
}

int omniview_make_keeper(const struct omniview_keeper *template, struct omniview_keeper *keeper) {
    keeper->descriptor = -1;
    keeper->process = 0;
    int sockets[2];
    int failure = make_sockets(sockets);
    if (failure != 0) return failure;
    struct keeper_request request = {.kind = KEEPER_MAKE};
    failure = send_request(template->descriptor, &request, NULL, 0, &sockets[1], 1);
    close(sockets[1]);
    if (failure != 0) {
        close(sockets[0]);
        return failure;
    }
    keeper->descriptor = sockets[0];
    return 0;
}

void omniview_end_keeper(struct omniview_keeper *keeper) {
    struct keeper_answer answer;
    // Only what has been made can be ended; the template says so at once.
    if (keeper->process == 0 && receive_answer(keeper->descriptor, &answer, NULL, 0) == 0) {
        keeper->process = answer.keeper;
    }
    close(keeper->descriptor);
    keeper->descriptor = -1;
    end_child(keeper->process);
}

void omniview_reap_keeper(int process) {
    while (waitpid(process, NULL, __WALL) < 0 && errno == EINTR) {}
}

// MARK: Using

static size_t add_string(char *bytes, size_t offset, const char *text) {
    size_t count = strlen(text) + 1;
    if (bytes != NULL) memcpy(bytes + offset, text, count);
    return offset + count;
}

/// Lays out the strings of a command; without memory, only counts.
static size_t pack(const struct omniview_command *command, char *bytes, struct keeper_request *request) {
    size_t size = add_string(bytes, 0, command->path);
    size = add_string(bytes, size, command->directory == NULL ? "" : command->directory);
    uint32_t count = 0;
    for (; command->arguments[count] != NULL; count++) size = add_string(bytes, size, command->arguments[count]);
    request->argument_count = count;
    for (count = 0; command->environment[count] != NULL; count++) {
        size = add_string(bytes, size, command->environment[count]);
    }
    request->environment_count = count;
    return size;
}

static int send_command(int descriptor, const struct omniview_command *command, bool outlives_host, int origin) {
    struct keeper_request request = {.kind = KEEPER_START, .outlives_host = outlives_host};
    size_t size = pack(command, NULL, &request);
    char *bytes = malloc(size);
    if (bytes == NULL) return ENOMEM;
    pack(command, bytes, &request);
    request.size = size;
    request.descriptor_count = (uint32_t)command->descriptor_count;
    int descriptors[KEEPER_DESCRIPTORS];
    for (int index = 0; index < command->descriptor_count; index++) descriptors[index] = command->descriptors[index];
    descriptors[command->descriptor_count] = origin;
    size_t sent = size < KEEPER_CHUNK ? size : KEEPER_CHUNK;
    int failure = send_request(descriptor, &request, bytes, sent, descriptors, command->descriptor_count + 1);
    while (failure == 0 && sent < size) {
        size_t count = size - sent < KEEPER_CHUNK ? size - sent : KEEPER_CHUNK;
        ssize_t result = send(descriptor, bytes + sent, count, MSG_NOSIGNAL);
        if (result > 0) sent += (size_t)result;
        if (result < 0 && errno != EINTR) failure = errno == EAGAIN ? ETIMEDOUT : errno;
    }
    free(bytes);
    return failure;
}

int omniview_keeper_spawn(struct omniview_keeper *keeper, const struct omniview_command *command, bool outlives_host,
                          struct omniview_spawned *spawned, bool *is_keeper_lost) {
    spawned->process = 0;
    spawned->descriptor = -1;
    spawned->step = OMNIVIEW_SPAWN_PROCESS;
    *is_keeper_lost = false;
    if (command->descriptor_count > OMNIVIEW_MAXIMUM_DESCRIPTORS) return E2BIG;
    // Where paths begin that are not absolute: where this process is now.
    int origin = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (origin < 0) {
        spawned->step = OMNIVIEW_SPAWN_DIRECTORY;
        return errno;
    }
    int failure = send_command(keeper->descriptor, command, outlives_host, origin);
    close(origin);
    struct keeper_answer answer;
    while (failure == 0) {
        failure = receive_answer(keeper->descriptor, &answer, &spawned->descriptor, 0);
        if (failure != 0) break;
        // The keeper may have started the program before its template gets to say that there is a keeper. That message
        // is left for whoever listens next.
        if (answer.keeper > 0) keeper->process = answer.keeper;
        if (answer.kind != KEEPER_MADE) break;
    }
    if (failure != 0) {
        *is_keeper_lost = true;
        return failure;
    }
    spawned->step = (enum omniview_spawn_step)answer.step;
    if (answer.kind != KEEPER_STARTED) {
        // Also when the template could not make it.
        *is_keeper_lost = keeper->process == 0;
        return answer.number;
    }
    spawned->process = answer.process;
    return 0;
}

void omniview_keeper_signal(const struct omniview_keeper *keeper, int signal) {
    struct keeper_request request = {.kind = KEEPER_SIGNAL, .number = signal};
    send_request(keeper->descriptor, &request, NULL, 0, NULL, 0);
    // Somebody may have stopped it.
    kill(keeper->process, SIGCONT);
}

enum omniview_keeper_word omniview_keeper_hear(const struct omniview_keeper *keeper, struct omniview_exit *end,
                                               int *left) {
    struct keeper_answer answer;
    int failure = receive_answer(keeper->descriptor, &answer, NULL, MSG_DONTWAIT);
    if (failure == EAGAIN) return OMNIVIEW_KEEPER_SILENT;
    if (failure != 0) return OMNIVIEW_KEEPER_GONE;
    if (answer.kind != KEEPER_ENDED) return OMNIVIEW_KEEPER_SILENT;
    end->is_signal = answer.is_signal != 0;
    end->number = answer.code;
    *left = answer.left;
    return OMNIVIEW_KEEPER_ENDED;
}

bool omniview_process_has_ended(int descriptor) {
    struct pollfd process = {.fd = descriptor, .events = POLLIN};
    return poll(&process, 1, 0) > 0;
}

#endif
