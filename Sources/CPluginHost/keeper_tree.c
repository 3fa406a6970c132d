#define _GNU_SOURCE
#include "keeper.h"

#if OMNIVIEW_HAS_KEEPERS

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

// A keeper is the subreaper of all that descends from it: what loses its parent becomes its own child. So when it has no
// child left, nothing is left at all, and to end its children again and again is enough. It also reaches further down at
// once, for a tree that grows meanwhile must not outrun it.
//
// Whom it signals: its own children, whose numbers stay theirs until it reaps them; and others only through a descriptor
// of the process, once it is certain that this process is a child of one that is certain.

static void end_children_of(int process, int descriptor, int depth);

KEEPER_CODE

enum {
    /// How far down it reaches at once; what is deeper comes up when its parents have ended.
    DEEPEST = 24,
    /// How long it waits at most before it looks again, in milliseconds.
    INTERVAL = 5,
};

struct linux_dirent64_head {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

static char *append_text(char *end, const char *text) {
    while (*text != 0) *end++ = *text++;
    *end = 0;
    return end;
}

static char *append_number(char *end, int number) {
    char digits[12];
    int count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (count > 0) *end++ = digits[--count];
    *end = 0;
    return end;
}

/// The number at the beginning of a text, or 0.
static int number_of(const char *text) {
    long number = 0;
    for (; *text >= '0' && *text <= '9' && number < 1 << 30; text++) number = number * 10 + (*text - '0');
    return (int)number;
}

static int open_file(const char *path, int flags) {
    return (int)system_call(SYS_openat, AT_FDCWD, path, flags | O_RDONLY | O_CLOEXEC);
}

/// The parent of a process, or 0.
static int parent_of(int process) {
    char text[512];
    append_text(append_number(append_text(text, "/proc/"), process), "/stat");
    int file = open_file(text, 0);
    if (file < 0) return 0;
    long count = system_call(SYS_read, file, text, sizeof text - 1);
    close_descriptor(file);
    if (count <= 0) return 0;
    text[count] = 0;
    // "pid (name) state parent ...", where the name may hold anything.
    while (count > 0 && text[count] != ')') count--;
    return text[count] == ')' && count + 4 < (long)sizeof text ? number_of(text + count + 4) : 0;
}

/// Whether the process of a descriptor has not been reaped yet, so that its number is still its own.
static bool owns_its_number(int descriptor) {
    return system_call(SYS_pidfd_send_signal, descriptor, 0, NULL, 0) != -ESRCH;
}

/// Ends one process and what is below it, if it is a child of this parent; 0 stands for the keeper.
static void end_child(int process, int parent, int parent_descriptor, int depth) {
    int descriptor = (int)system_call(SYS_pidfd_open, process, 0);
    if (descriptor < 0) {
        // Without a descriptor left: its own children it knows anyway.
        if (parent == 0) system_call(SYS_kill, process, SIGKILL);
        return;
    }
    // What it reads about this number it reads about this process and this parent, if both own their numbers afterwards.
    bool is_child = parent == 0 || (parent_of(process) == parent && owns_its_number(parent_descriptor) &&
                                    owns_its_number(descriptor));
    if (is_child) {
        system_call(SYS_pidfd_send_signal, descriptor, SIGKILL, NULL, 0);
        if (depth < DEEPEST) end_children_of(process, descriptor, depth + 1);
    }
    close_descriptor(descriptor);
}

/// Ends the children of one thread; false where the system does not list them.
static bool end_children_of_thread(int process, int thread, int descriptor, int depth) {
    char text[512];
    char *end = append_text(append_number(append_text(text, "/proc/"), process), "/task/");
    append_text(append_number(end, thread), "/children");
    int file = open_file(text, 0);
    if (file < 0) return false;
    long count;
    int number = 0;
    while ((count = system_call(SYS_read, file, text, sizeof text)) > 0) {
        for (long index = 0; index < count; index++) {
            if (text[index] >= '0' && text[index] <= '9') {
                number = number * 10 + (text[index] - '0');
            } else {
                if (number > 0) end_child(number, depth == 0 ? 0 : process, descriptor, depth);
                number = 0;
            }
        }
    }
    close_descriptor(file);
    return true;
}

/// Calls `visit` for each entry of a directory whose name is a number.
static void visit_numbers(const char *path, void (*visit)(int number, int *context), int *context) {
    int directory = open_file(path, O_DIRECTORY);
    if (directory < 0) return;
    _Alignas(8) char buffer[512];
    long count;
    while ((count = system_call(SYS_getdents64, directory, buffer, sizeof buffer)) > 0) {
        for (long offset = 0; offset < count;) {
            struct linux_dirent64_head *entry = (void *)(buffer + offset);
            int number = number_of(entry->name);
            if (number > 0) visit(number, context);
            offset += entry->length;
        }
    }
    close_descriptor(directory);
}

static void visit_thread(int thread, int *context) {
    end_children_of_thread(context[0], thread, context[1], context[2]);
}

static void end_children_of(int process, int descriptor, int depth) {
    char path[64];
    append_text(append_number(append_text(path, "/proc/"), process), "/task");
    int context[3];
    context[0] = process;
    context[1] = descriptor;
    context[2] = depth;
    visit_numbers(path, visit_thread, context);
}

static void visit_process(int process, int *context) {
    if (parent_of(process) == context[0]) end_child(process, 0, -1, DEEPEST);
}

int64_t omniview_keeper_now(void) {
    struct timespec now;
    system_call(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void omniview_keeper_clear(int child_signals) {
    char buffer[256];
    while (system_call(SYS_read, child_signals, buffer, sizeof buffer) > 0) {}
}

static void count_child(int process, int *context) {
    if (parent_of(process) == context[0]) context[1]++;
}

int omniview_keeper_end_descendants(int child_signals, int milliseconds) {
    int keeper = (int)system_call(SYS_getpid);
    int64_t end = omniview_keeper_now() + milliseconds;
    while (true) {
        siginfo_t information;
        long result;
        do {
            information.si_pid = 0;
            result = system_call(SYS_waitid, P_ALL, 0, &information, WEXITED | WNOHANG | __WALL, NULL);
        } while (result == 0 && information.si_pid != 0);
        if (result == -ECHILD) return 0;
        if (omniview_keeper_now() >= end) break;
        if (!end_children_of_thread(keeper, keeper, -1, 0)) visit_numbers("/proc", visit_process, &keeper);
        struct pollfd signals;
        signals.fd = child_signals;
        signals.events = POLLIN;
        struct timespec interval;
        interval.tv_sec = 0;
        interval.tv_nsec = INTERVAL * 1000000;
        system_call(SYS_ppoll, &signals, 1, &interval, NULL, 8);
        omniview_keeper_clear(child_signals);
    }
    int context[2];
    context[0] = keeper;
    context[1] = 0;
    visit_numbers("/proc", count_child, context);
    return context[1];
}

KEEPER_CODE_END

#endif
