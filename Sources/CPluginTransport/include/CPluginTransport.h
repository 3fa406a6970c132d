#ifndef CPLUGINTRANSPORT_H
#define CPLUGINTRANSPORT_H

// What Swift's own module of the C library leaves out.
#ifdef __linux__
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif

/// Takes a connection from a listening socket; it is closed on exec and never blocks.
///
/// Returns its descriptor, or -1 and errno.
int omniview_accept(int listener);

/// Starts a thread that calls `body` once with `argument`; nobody waits for it, and it gets no signals.
///
/// - name: for debuggers and ps; at most 15 bytes.
/// - Returns 0, or an errno value.
int omniview_start_thread(const char *name, void (*body)(void *argument), void *argument);

#endif
