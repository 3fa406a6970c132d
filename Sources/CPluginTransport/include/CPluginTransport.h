#ifndef CPLUGINTRANSPORT_H
#define CPLUGINTRANSPORT_H

#include <stdbool.h>
#include <stddef.h>

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

/// Makes memory that another process can map and neither can change the size of.
///
/// Returns its descriptor, which is closed on exec, or -1 and errno (ENOTSUP where the system has no such memory).
int omniview_make_shared_memory(size_t length);

/// Whether a descriptor, which may be anything, is memory of that kind and length.
bool omniview_is_shared_memory(int descriptor, size_t length);

/// The process at the other end of a connected Unix socket, the one that listens if this side has connected; 0 when the
/// system does not say.
int omniview_peer_process(int descriptor);

#endif
