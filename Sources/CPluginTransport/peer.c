#define _GNU_SOURCE
#include "CPluginTransport.h"

#include <sys/socket.h>
#include <sys/types.h>

int omniview_peer_process(int descriptor) {
#ifdef __linux__
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.pid > 0) return peer.pid;
#endif
    (void)descriptor;
    return 0;
}
