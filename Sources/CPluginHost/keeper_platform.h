#ifndef OMNIVIEW_KEEPER_PLATFORM_H
#define OMNIVIEW_KEEPER_PLATFORM_H

#ifndef __has_feature
#define __has_feature(name) 0
#endif

// A sanitizer puts calls of its own into everything that is compiled, which have nowhere to go in a keeper.
#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__)) && !__has_feature(thread_sanitizer) &&        \
    !__has_feature(address_sanitizer)
#define OMNIVIEW_HAS_KEEPERS 1
#else
#define OMNIVIEW_HAS_KEEPERS 0
#endif

#endif
