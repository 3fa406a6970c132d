#define _GNU_SOURCE

#include "CPluginTransport.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

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
