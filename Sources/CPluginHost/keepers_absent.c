#include "CPluginHost.h"
#include "keeper_platform.h"

#include <errno.h>

#if !OMNIVIEW_HAS_KEEPERS

bool omniview_has_keepers(void) {
    return false;
}

// Nobody calls the rest where there are none; it is there so that the callers need not be left out.

void omniview_take_inheritance(struct omniview_inheritance *inheritance) {
    (void)inheritance;
}

bool omniview_has_same_inheritance(const struct omniview_inheritance *one, const struct omniview_inheritance *other) {
    return one == other;
}

int omniview_make_keeper_template(struct omniview_keeper *made) {
    (void)made;
    return ENOSYS;
}

int omniview_make_keeper(const struct omniview_keeper *from, struct omniview_keeper *keeper) {
    (void)from;
    (void)keeper;
    return ENOSYS;
}

void omniview_end_keeper(struct omniview_keeper *keeper) {
    (void)keeper;
}

void omniview_reap_keeper(int process) {
    (void)process;
}

int omniview_keeper_spawn(struct omniview_keeper *keeper, const struct omniview_command *command, bool outlives_host,
                          struct omniview_spawned *spawned, bool *is_keeper_lost) {
    (void)keeper;
    (void)command;
    (void)outlives_host;
    (void)spawned;
    *is_keeper_lost = true;
    return ENOSYS;
}

void omniview_keeper_signal(const struct omniview_keeper *keeper, int signal) {
    (void)keeper;
    (void)signal;
}

enum omniview_keeper_word omniview_keeper_hear(const struct omniview_keeper *keeper, struct omniview_exit *end,
                                               int *left) {
    (void)keeper;
    (void)end;
    (void)left;
    return OMNIVIEW_KEEPER_GONE;
}

bool omniview_process_has_ended(int descriptor) {
    (void)descriptor;
    return false;
}

#endif
