#ifndef CPLUGINENGINE_H
#define CPLUGINENGINE_H

/// Exchanges two names in one step (renameat2(2) with RENAME_EXCHANGE, renameatx_np(2) with RENAME_SWAP), neither of
/// which Swift's modules of the C libraries know everywhere. Returns 0, or -1 with errno.
int cpluginengine_exchange(int one, const char *first, int other, const char *second);

#endif
