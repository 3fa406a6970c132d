#ifndef CZLIB_H
#define CZLIB_H

#include <zlib.h>

// zlib starts its streams through macros, which Swift cannot call.

/// Starts `stream` for decompression; `window_bits` also chooses the format (zlib.h, inflateInit2).
static inline int czlib_inflate_init(z_stream *stream, int window_bits) {
    return inflateInit2(stream, window_bits);
}

/// Starts `stream` for compression; `window_bits` also chooses the format (zlib.h, deflateInit2).
static inline int czlib_deflate_init(z_stream *stream, int level, int window_bits, int memory_level) {
    return deflateInit2(stream, level, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY);
}

#endif
