#include "CMachine.h"

#include <fcntl.h>
#include <sys/stat.h>

int cmachine_owner(int folder, const char *path, uint32_t *owner) {
    struct stat status;
    if (fstatat(folder, path, &status, 0) != 0) return -1;
    *owner = (uint32_t)status.st_uid;
    return 0;
}
