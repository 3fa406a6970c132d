#define _GNU_SOURCE
#include "CPluginSDK.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

// Signals by which a crash shows itself: Swift traps are SIGILL or SIGTRAP, failed C assertions SIGABRT.
static const struct {
    int number;
    const char *text;
} crashes[] = {
    {SIGILL, "panic: the plugin crashed (SIGILL)\n"},   {SIGTRAP, "panic: the plugin crashed (SIGTRAP)\n"},
    {SIGABRT, "panic: the plugin crashed (SIGABRT)\n"}, {SIGSEGV, "panic: the plugin crashed (SIGSEGV)\n"},
    {SIGBUS, "panic: the plugin crashed (SIGBUS)\n"},   {SIGFPE, "panic: the plugin crashed (SIGFPE)\n"},
};

enum { crash_count = sizeof crashes / sizeof crashes[0], remembered_size = 4096 };

static int report_fd = -1;
static int pending_fd = -1;
static struct sigaction previous[crash_count];
// The last bytes, as a ring: `remembered_total` counts all bytes ever remembered.
static unsigned char remembered[remembered_size];
static _Atomic size_t remembered_total;
static atomic_flag reporting = ATOMIC_FLAG_INIT;

static void write_all(const void *bytes, size_t count) {
    const char *next = bytes;
    while (count > 0) {
        ssize_t written = write(report_fd, next, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        next += written;
        count -= (size_t)written;
    }
}

static void report_output(void) {
    size_t total = atomic_load(&remembered_total);
    size_t count = total < remembered_size ? total : remembered_size;
    size_t start = (total - count) % remembered_size;
    size_t first = count < remembered_size - start ? count : remembered_size - start;
    write_all(remembered + start, first);
    write_all(remembered, count - first);
    if (pending_fd < 0) return;
    unsigned char buffer[1024];
    // A bounded number of reads: nothing here may loop for ever.
    for (int round = 0; round < 256; round++) {
        ssize_t got = read(pending_fd, buffer, sizeof buffer);
        if (got <= 0) return;
        write_all(buffer, (size_t)got);
    }
}

static void handle(int number, siginfo_t *info, void *context) {
    (void)info;
    (void)context;
    int index = 0;
    while (index < crash_count && crashes[index].number != number) index++;
    if (index == crash_count) return;
    // Another thread may crash while this one reports, or the report itself may.
    if (!atomic_flag_test_and_set(&reporting)) {
        write_all(crashes[index].text, strlen(crashes[index].text));
        report_output();
        write_all("\n", 1);
    }
    // Back to what was there before (Swift's own backtraces, or the default), and once more.
    sigaction(number, &previous[index], NULL);
    raise(number);
}

int omniview_crash_install(int report, int pending) {
    report_fd = report;
    pending_fd = pending;
    // Room to report a stack overflow; the alternate stack belongs to the calling thread alone, others use their own.
    static unsigned char stack[64 * 1024];
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&alternate, NULL);
    for (int index = 0; index < crash_count; index++) {
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_sigaction = handle;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
        sigemptyset(&action.sa_mask);
        if (sigaction(crashes[index].number, &action, &previous[index]) != 0) return errno;
    }
    return 0;
}

void omniview_crash_remember(const unsigned char *bytes, size_t count) {
    if (count > remembered_size) {
        bytes += count - remembered_size;
        count = remembered_size;
    }
    size_t total = atomic_load(&remembered_total);
    for (size_t offset = 0; offset < count; offset++) {
        remembered[(total + offset) % remembered_size] = bytes[offset];
    }
    atomic_store(&remembered_total, total + count);
}
