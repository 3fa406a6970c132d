#ifndef CPLUGINHOST_H
#define CPLUGINHOST_H

#include <stdbool.h>

/// What to execute, and with what.
struct omniview_command {
    const char *path;
    /// Ends with NULL, as does `environment`.
    char *const *arguments;
    char *const *environment;
    /// Where it starts; NULL for the directory of this process.
    const char *directory;
    /// Its standard input, output and error; copies, so they are still to be closed here.
    int input;
    int output;
    int error;
};

/// Where a spawn failed.
enum omniview_spawn_step {
    OMNIVIEW_SPAWN_PROCESS,
    OMNIVIEW_SPAWN_SESSION,
    OMNIVIEW_SPAWN_DIRECTORY,
    OMNIVIEW_SPAWN_STREAMS,
    OMNIVIEW_SPAWN_EXECUTE,
};

struct omniview_spawned {
    int process;
    /// A descriptor that becomes readable when the process has ended; -1 where the system has none.
    int descriptor;
    /// Where it failed, if it did.
    enum omniview_spawn_step step;
};

/// Starts a program as the leader of a session of its own.
///
/// It inherits nothing but its three streams, and begins with no signal blocked, ignored or handled. Returns once the
/// program is executed: 0, or an errno value; then there is no process.
int omniview_spawn(const struct omniview_command *command, struct omniview_spawned *spawned);

/// Waits until a child has ended, and leaves it to be reaped.
void omniview_wait_for_end(int process);

/// How a process ended: by itself with a code, or by a signal.
struct omniview_exit {
    bool is_signal;
    int number;
};

/// Waits until a child has ended, and reaps it: 0, or an errno value.
int omniview_reap(int process, struct omniview_exit *end);

/// Makes a pipe whose ends are closed on exec, and whose reading end never blocks: 0, or an errno value.
int omniview_pipe(int *reading_end, int *writing_end);

/// How many bytes a pipe holds; 0 when the system does not say.
int omniview_bytes_in_pipe(int reading_end);

#endif
