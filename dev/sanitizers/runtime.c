// Linked into every program of a sanitized build by `dev/sanitize`; no part of the product.
//
// 1. Options of the sanitizers' runtimes. They are linked in and not set in the environment, because a host hands none
//    of its own environment to a plugin: a plugin's reports are to be found too.
// 2. On Linux, what the sanitizers must be told about Swift's libraries, which are not instrumented: without it they
//    take for an error what is none.

#define _GNU_SOURCE

#ifdef SYMBOLIZER
#define SYMBOLIZER_OPTION ":external_symbolizer_path='" SYMBOLIZER "'"
#else
#define SYMBOLIZER_OPTION
#endif

// Each process appends its number to the path of its reports, and writes no file without one.
#define OPTIONS "log_path='" REPORTS "'" SYMBOLIZER_OPTION

#ifdef SANITIZE_THREAD
const char *__tsan_default_options(void) {
    return OPTIONS;
}
#endif

#ifdef SANITIZE_ADDRESS
const char *__asan_default_options(void) {
    return OPTIONS ":print_suppressions=0";
}

// The search for leaks at the end of a process does not read pointers that share their word with other bits. There are
// two: from an object to what it has beside it once it is referenced weakly, and in NIO's TLS handler to the timer of
// its farewell. An object or a handler that is lost is found all the same.
const char *__lsan_default_suppressions(void) {
    return "leak:swift_weakInit\nleak:scheduleTimedOutShutdown\n";
}
#endif

#ifdef __linux__

#include <signal.h>

// Swift's crash handler clones the process to read the memory from there, which the sanitizers take for an error of the
// program's or end with one of their own. Swift's library has set it up by now, and `main` comes later. The signals that
// are left out are the sanitizers' own.
__attribute__((constructor)) static void remove_crash_handler(void) {
    signal(SIGABRT, SIG_DFL);
    signal(SIGILL, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    signal(SIGTRAP, SIG_DFL);
}

#endif

#if defined(SANITIZE_THREAD) && defined(__linux__)

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SWIFT_ASYNC __attribute__((swiftasynccall))
#define SELF __attribute__((swift_context))

// Weak: the tools that a build runs are linked with this file too, and without the sanitizer.
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));
SWIFT extern void *swift_task_getCurrent(void) __attribute__((weak));

static void acquire(void *address) {
    if (__tsan_acquire) __tsan_acquire(address);
}

static void release(void *address) {
    if (__tsan_release) __tsan_release(address);
}

// The functions below stand before those of the same name in Swift's libraries, and call them.
#define MUTEX_LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define MUTEX_TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define MUTEX_UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define CONTINUATION_AWAIT "swift_continuation_await"
#define TASK_ENTER "swift_task_enterThreadLocalContext"

static struct {
    SWIFT void (*lock)(uint32_t thread, SELF void *mutex);
    SWIFT bool (*try_lock)(SELF void *mutex);
    SWIFT void (*unlock)(SELF void *mutex);
    SWIFT_ASYNC void (*await)(void *continuation);
    SWIFT void (*enter)(char *context);
} library;

__attribute__((constructor)) static void find_library_functions(void) {
    library.lock = dlsym(RTLD_NEXT, MUTEX_LOCK);
    library.try_lock = dlsym(RTLD_NEXT, MUTEX_TRY_LOCK);
    library.unlock = dlsym(RTLD_NEXT, MUTEX_UNLOCK);
    library.await = dlsym(RTLD_NEXT, CONTINUATION_AWAIT);
    library.enter = dlsym(RTLD_NEXT, TASK_ENTER);
}

// `Mutex` is one word. As long as no thread waits, taking it and giving it back is an atomic exchange that the compiler
// puts into the caller, where the sanitizer sees it; only with contention these are called.

SWIFT void mutex_lock(uint32_t thread, SELF void *mutex) __asm__(MUTEX_LOCK);
SWIFT void mutex_lock(uint32_t thread, SELF void *mutex) {
    library.lock(thread, mutex);
    acquire(mutex);
}

SWIFT bool mutex_try_lock(SELF void *mutex) __asm__(MUTEX_TRY_LOCK);
SWIFT bool mutex_try_lock(SELF void *mutex) {
    bool is_locked = library.try_lock(mutex);
    if (is_locked) acquire(mutex);
    return is_locked;
}

SWIFT void mutex_unlock(SELF void *mutex) __asm__(MUTEX_UNLOCK);
SWIFT void mutex_unlock(SELF void *mutex) {
    release(mutex);
    library.unlock(mutex);
}

// Resuming a continuation tells the sanitizer, and so does the start of a task that slept until then. A task that was
// resumed before it slept just goes on, and that says nothing: it finds so when it comes to wait, or later when it is
// about to sleep, and enters its thread again. What is left is a resumption within the few instructions between the
// first of these functions and the look of the library: hundreds of times rarer than without, and not never.

SWIFT_ASYNC void continuation_await(void *continuation) __asm__(CONTINUATION_AWAIT);
SWIFT_ASYNC void continuation_await(void *continuation) {
    acquire(swift_task_getCurrent());
    __attribute__((musttail)) return library.await(continuation);
}

SWIFT void task_enter(char *context) __asm__(TASK_ENTER);
SWIFT void task_enter(char *context) {
    void *task = swift_task_getCurrent();
    if (task) acquire(task);
    library.enter(context);
}

#endif
