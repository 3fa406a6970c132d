#ifndef OMNIVIEW_KEEPER_H
#define OMNIVIEW_KEEPER_H

// What a host and its keepers say to each other, over a pair of SOCK_SEQPACKET sockets for each keeper; and the parts of a
// keeper. docs/decisions/0013-keepers.md says what it is for.

#include "CPluginHost.h"
#include "keeper_platform.h"

#if OMNIVIEW_HAS_KEEPERS

#include "keeper_system.h"

#include <stdbool.h>
#include <stdint.h>

enum keeper_message_kind {
    // To the template: makes a keeper, which gets the descriptor that comes along.
    KEEPER_MAKE = 1,
    // From the template: it is ready, or why it cannot be.
    KEEPER_READY,
    // To the host's end of a keeper's socket: the keeper is there.
    KEEPER_MADE,
    // To a keeper: starts a program with the descriptors that come along.
    KEEPER_START,
    // From the keeper: the program runs, with a descriptor of its process; or it could not be started.
    KEEPER_STARTED,
    KEEPER_FAILED,
    // To a keeper: sends a signal to the program's process group.
    KEEPER_SIGNAL,
    // From a keeper: the program has ended and so has all that it left behind; the keeper's last word.
    KEEPER_ENDED,
};

/// To the template and to a keeper.
struct keeper_request {
    uint32_t kind;
    /// The number of a signal.
    int32_t number;
    /// Whether the program goes on when the host has gone.
    uint32_t outlives_host;
    uint32_t argument_count;
    uint32_t environment_count;
    /// How many descriptors are the program's, from 0 on; the last that comes along is the directory to start from.
    uint32_t descriptor_count;
    /// How many bytes of strings follow, each with its zero: the path, the directory or an empty one, the arguments, the
    /// environment. The first come in the same message, the rest in further ones.
    uint64_t size;
};

/// From the template and from a keeper.
struct keeper_answer {
    uint32_t kind;
    /// The number of the keeper. Its template says it, and so does the keeper itself, which may be the first to be heard.
    int32_t keeper;
    /// The number of the program.
    int32_t process;
    /// What failed, and the system's number of the error.
    int32_t step;
    int32_t number;
    /// How the program ended, as in `omniview_exit`.
    int32_t is_signal;
    int32_t code;
    /// How many processes could not be ended.
    int32_t left;
};

enum {
    /// How many bytes of strings go into one message.
    KEEPER_CHUNK = 32 * 1024,
    /// How many descriptors go with a request.
    KEEPER_DESCRIPTORS = OMNIVIEW_MAXIMUM_DESCRIPTORS + 1,
    /// How long a program has to end after SIGTERM once its host has gone, in milliseconds.
    KEEPER_GRACE = 1000,
    /// How long a keeper tries to end what a program has left behind, in milliseconds.
    KEEPER_PATIENCE = 900,
    /// The stack of the template and of each keeper; what is not used costs nothing.
    KEEPER_STACK = 128 * 1024,
};

/// What the host hands to the template.
struct keeper_template {
    int socket;
    /// The host's process.
    int host;
};

// Found without the linker of the C library, which a keeper has not got either.
#pragma GCC visibility push(hidden)

/// Becomes the template, on the stack of the thread that has forked it.
_Noreturn void omniview_keeper_become_template(const struct keeper_template *given);

/// Gives back all memory but the program and the stack that the caller runs on.
void omniview_keeper_release_memory(void);

/// Starts a program, with the descriptors given, from the directory at the last one: 0, or an errno value.
struct keeper_start {
    const char *path;
    const char *directory;
    char **arguments;
    char **environment;
    int descriptors[KEEPER_DESCRIPTORS];
    int descriptor_count;
    int origin;
    /// The answers.
    int process;
    int process_descriptor;
    volatile int step;
    volatile int failure;
    /// The keeper's own number.
    int keeper;
};
int omniview_keeper_execute(struct keeper_start *start);

/// Ends all descendants and reaps them, for a limited time.
///
/// Returns how many children are left.
int omniview_keeper_end_descendants(int child_signals, int milliseconds);

/// Sets all of an answer but its kind to zero.
void omniview_keeper_prepare_answer(struct keeper_answer *answer, uint32_t kind);

/// Sends an answer, and a descriptor if that is not negative.
void omniview_keeper_answer(int socket, const struct keeper_answer *answer, int descriptor);

/// Receives one message and the descriptors that come along.
///
/// Returns its length; 0 at the end, or an errno value negated.
long omniview_keeper_receive(int socket, void *bytes, size_t size, int *descriptors, int *descriptor_count, int flags);

/// The time, in milliseconds since some moment.
int64_t omniview_keeper_now(void);

/// Forgets the signals that have come.
void omniview_keeper_clear(int child_signals);

#pragma GCC visibility pop

#endif

#endif
