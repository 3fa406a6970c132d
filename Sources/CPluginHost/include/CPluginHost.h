#ifndef CPLUGINHOST_H
#define CPLUGINHOST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define OMNIVIEW_MAXIMUM_DESCRIPTORS 8
#define OMNIVIEW_RESOURCES 16
#define OMNIVIEW_COMPARED_GROUPS 64

/// What to execute, and with what.
struct omniview_command {
    const char *path;
    /// Ends with NULL, as does `environment`.
    char *const *arguments;
    char *const *environment;
    /// Where it starts; NULL for the directory of this process.
    const char *directory;
    /// What it gets as descriptors 0, 1, 2 and so on, its standard streams first; copies, so they are still to be closed
    /// here. At most OMNIVIEW_MAXIMUM_DESCRIPTORS.
    const int *descriptors;
    int descriptor_count;
};

/// Where a spawn failed.
enum omniview_spawn_step {
    OMNIVIEW_SPAWN_PROCESS,
    OMNIVIEW_SPAWN_SESSION,
    OMNIVIEW_SPAWN_DIRECTORY,
    OMNIVIEW_SPAWN_DESCRIPTORS,
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
/// It inherits nothing but these descriptors, and begins with no signal blocked, ignored or handled. Returns once the
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

/// Waits until a child has ended, says how, and leaves it to be reaped: 0, or an errno value.
int omniview_peek(int process, struct omniview_exit *end);

/// A descriptor of a process that is not a child: readable once it has ended, and good for signals to it alone. Or a
/// negative errno value: -ESRCH when there is no such process, -ENOSYS where the system has no such descriptors.
int omniview_open_process(int process);

/// Sends a signal to the process of such a descriptor: 0, or an errno value.
int omniview_signal_process(int descriptor, int signal);

// MARK: Keepers

// A keeper is a process between the host and one program: it is the parent of all that the program leaves behind, and ends
// it. All are made from a template, which the host forks once. Only on Linux, and not under a sanitizer.

/// A keeper, or the template of all keepers.
struct omniview_keeper {
    /// The host's end of the socket between the two. When it is closed, the keeper takes the host for gone.
    int descriptor;
    /// Its number; 0 as long as it has not been heard of.
    int process;
};

/// Whether keepers are built in at all.
bool omniview_has_keepers(void);

/// What a process hands down to those it makes, as far as it may change after a template has been made.
struct omniview_inheritance {
    int process;
    uid_t users[3];
    gid_t groups[3];
    int more_group_count;
    gid_t more_groups[OMNIVIEW_COMPARED_GROUPS];
    int grants_nothing;
    int filters;
    uint64_t limits[OMNIVIEW_RESOURCES][2];
};
void omniview_take_inheritance(struct omniview_inheritance *inheritance);
bool omniview_has_same_inheritance(const struct omniview_inheritance *one, const struct omniview_inheritance *other);

/// Forks a template from this process: 0, or an errno value.
int omniview_make_keeper_template(struct omniview_keeper *made);

/// Asks a template for a keeper, and does not wait for it: 0, or an errno value.
int omniview_make_keeper(const struct omniview_keeper *from, struct omniview_keeper *keeper);

/// Ends a keeper that has no program, or the template, and reaps it.
void omniview_end_keeper(struct omniview_keeper *keeper);

/// Waits for the end of a keeper that is ending, and reaps it.
void omniview_reap_keeper(int process);

/// Lets a keeper start a program, as `omniview_spawn` does: 0, or an errno value.
///
/// A program dies with its keeper. `is_keeper_lost` tells a keeper that failed from one that says why there is no process;
/// that one can be asked again.
int omniview_keeper_spawn(struct omniview_keeper *keeper, const struct omniview_command *command, bool outlives_host,
                          struct omniview_spawned *spawned, bool *is_keeper_lost);

/// Lets a keeper signal the process group of its program, unless that has ended.
void omniview_keeper_signal(const struct omniview_keeper *keeper, int signal);

/// What a keeper says once it has a program.
enum omniview_keeper_word {
    /// Nothing yet.
    OMNIVIEW_KEEPER_SILENT,
    /// How the program has ended, and how many processes of it could not be ended.
    OMNIVIEW_KEEPER_ENDED,
    /// It has ended itself.
    OMNIVIEW_KEEPER_GONE,
};

/// Hears what a keeper has to say, without waiting.
enum omniview_keeper_word omniview_keeper_hear(const struct omniview_keeper *keeper, struct omniview_exit *end, int *left);

/// Whether the process that a descriptor stands for has ended.
bool omniview_process_has_ended(int descriptor);

/// Makes a pipe whose ends are closed on exec, and whose reading end never blocks: 0, or an errno value.
int omniview_pipe(int *reading_end, int *writing_end);

/// How many bytes a pipe holds; 0 when the system does not say.
int omniview_bytes_in_pipe(int reading_end);

#endif
