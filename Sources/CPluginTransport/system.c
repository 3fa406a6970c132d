#define _GNU_SOURCE

#include "CPluginTransport.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
// The memory keeps its size whatever the other process does: an access beyond its end would end this one.
#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)
#endif

int omniview_accept(int listener) {
#ifdef __linux__
    return accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
#else
    int connection = accept(listener, NULL, NULL);
    if (connection >= 0) {
        fcntl(connection, F_SETFD, FD_CLOEXEC);
        fcntl(connection, F_SETFL, O_NONBLOCK);
    }
    return connection;
#endif
}

struct start {
    char name[16];
    void (*body)(void *argument);
    void *argument;
};

static void *run(void *argument) {
    struct start start = *(struct start *)argument;
    free(argument);
    // Signals are for the threads that the program itself has.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
#ifdef __linux__
    pthread_setname_np(pthread_self(), start.name);
#else
    pthread_setname_np(start.name);
#endif
    start.body(start.argument);
    return NULL;
}

int omniview_start_thread(const char *name, void (*body)(void *argument), void *argument) {
    struct start *start = calloc(1, sizeof *start);
    if (start == NULL) return ENOMEM;
    strncpy(start->name, name, sizeof start->name - 1);
    start->body = body;
    start->argument = argument;
    pthread_t thread;
    int result = pthread_create(&thread, NULL, run, start);
    if (result == 0) {
        pthread_detach(thread);
    } else {
        free(start);
    }
    return result;
}

int omniview_make_shared_memory(size_t length) {
#ifdef __linux__
    int descriptor = memfd_create("omniview", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (descriptor < 0) return -1;
    if (ftruncate(descriptor, (off_t)length) == 0 && fcntl(descriptor, F_ADD_SEALS, SEALS) == 0) return descriptor;
    int failure = errno;
    close(descriptor);
    errno = failure;
#else
    (void)length;
    errno = ENOTSUP;
#endif
    return -1;
}

bool omniview_is_shared_memory(int descriptor, size_t length) {
#ifdef __linux__
    struct stat status;
    return fcntl(descriptor, F_GET_SEALS) == SEALS && fstat(descriptor, &status) == 0 && status.st_size == (off_t)length;
#else
    (void)descriptor;
    (void)length;
    return false;
#endif
}
