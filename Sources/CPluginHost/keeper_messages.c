#define _GNU_SOURCE
#include "keeper.h"

#if OMNIVIEW_HAS_KEEPERS

#include <errno.h>
#include <sys/socket.h>

KEEPER_CODE

void omniview_keeper_answer(int socket, const struct keeper_answer *answer, int descriptor) {
    struct iovec part;
    part.iov_base = (void *)answer;
    part.iov_len = sizeof *answer;
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    struct msghdr message;
    message.msg_name = NULL;
    message.msg_namelen = 0;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = descriptor < 0 ? NULL : control;
    message.msg_controllen = descriptor < 0 ? 0 : sizeof control;
    message.msg_flags = 0;
    if (descriptor >= 0) {
        struct cmsghdr *header = (struct cmsghdr *)control;
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        *(int *)CMSG_DATA(header) = descriptor;
    }
    while (system_call(SYS_sendmsg, socket, &message, MSG_NOSIGNAL) == -EINTR) {}
}

void omniview_keeper_prepare_answer(struct keeper_answer *answer, uint32_t kind) {
    answer->kind = kind;
    answer->keeper = 0;
    answer->process = 0;
    answer->step = 0;
    answer->number = 0;
    answer->is_signal = 0;
    answer->code = 0;
    answer->left = 0;
}

long omniview_keeper_receive(int socket, void *bytes, size_t size, int *descriptors, int *descriptor_count, int flags) {
    struct iovec part;
    part.iov_base = bytes;
    part.iov_len = size;
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(KEEPER_DESCRIPTORS * sizeof(int))];
    struct msghdr message;
    message.msg_name = NULL;
    message.msg_namelen = 0;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = descriptors == NULL ? NULL : control;
    message.msg_controllen = descriptors == NULL ? 0 : sizeof control;
    message.msg_flags = 0;
    long count;
    while ((count = system_call(SYS_recvmsg, socket, &message, MSG_CMSG_CLOEXEC | flags)) == -EINTR) {}
    if (descriptors == NULL || count < 0) return count;
    *descriptor_count = 0;
    struct cmsghdr *header = (struct cmsghdr *)control;
    if (message.msg_controllen < sizeof *header || header->cmsg_type != SCM_RIGHTS) return count;
    *descriptor_count = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    for (int index = 0; index < *descriptor_count; index++) descriptors[index] = ((int *)CMSG_DATA(header))[index];
    return count;
}

KEEPER_CODE_END

#endif
