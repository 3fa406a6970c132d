#ifndef CMACHINE_H
#define CMACHINE_H

#include <stdint.h>

/// Finds out which user a file or a folder belongs to. Returns 0, or -1 with errno.
///
/// In C, since Foundation's C modules bring a second declaration of `struct stat` into the program, and Swift then does
/// not know whose it is.
///
/// `folder` is an open folder that the path begins at; `owner` is set to the user's number.
int cmachine_owner(int folder, const char *path, uint32_t *owner);

#endif
