#include "CPluginSDK.h"

// Any header of the C library says which one it is.
#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>

// What a message of a megabyte takes is freed with its call, and taken again with the next. The C library would give it
// back to the system each time, which then hands it out page by page: that takes four times as long as the whole call.
enum {
    KEPT = 8 << 20,
    LARGEST_REUSED = 32 << 20,
};

void omniview_keep_freed_memory(void) {
    mallopt(M_TRIM_THRESHOLD, KEPT);
    mallopt(M_MMAP_THRESHOLD, LARGEST_REUSED);
}

#else

void omniview_keep_freed_memory(void) {}

#endif
