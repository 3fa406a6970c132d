#ifndef OMNIVIEW_KEEPER_SYSTEM_H
#define OMNIVIEW_KEEPER_SYSTEM_H

// System calls without the C library, for a process that has none: a keeper has given back all memory of its host but the
// program itself. Each returns the system's answer, an errno value negated where it failed.
//
// Nothing between KEEPER_CODE and KEEPER_CODE_END may call anything outside of it, nor make the compiler do so: no
// structure is copied or set to zero as a whole, which may become a call of memcpy or memset, and no library is used.

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#define KEEPER_CODE                                                                                                    \
    _Pragma("clang attribute push(__attribute__((no_builtin)), apply_to = function)")                                  \
    _Pragma("clang attribute push(__attribute__((no_stack_protector)), apply_to = function)")                          \
    _Pragma("clang attribute push(__attribute__((no_profile_instrument_function)), apply_to = function)")
#define KEEPER_CODE_END                                                                                                \
    _Pragma("clang attribute pop") _Pragma("clang attribute pop") _Pragma("clang attribute pop")

// The C library may be older than the kernel; these numbers are the same on every architecture.
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

KEEPER_CODE

#if defined(__x86_64__)

static inline long system_call6(long number, long a, long b, long c, long d, long e, long f) {
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

/// Makes a process that runs `function(argument)` on its own stack, which begins below `top`, and must not return.
static inline long clone_onto(void *top, unsigned long flags, int *descriptor, void (*function)(void *),
                              void *argument) {
    void **stack = top;
    *--stack = (void *)function;
    *--stack = argument;
    long result;
    register long r10 __asm__("r10") = 0;
    register long r8 __asm__("r8") = 0;
    __asm__ volatile("syscall\n"
                     "test %%rax, %%rax\n"
                     "jnz 1f\n"
                     "xor %%ebp, %%ebp\n"
                     "pop %%rdi\n"
                     "pop %%rax\n"
                     "call *%%rax\n"
                     "hlt\n"
                     "1:\n"
                     : "=a"(result)
                     : "a"(SYS_clone), "D"(flags), "S"(stack), "d"(descriptor), "r"(r10), "r"(r8)
                     : "rcx", "r11", "memory");
    return result;
}

/// Goes on as `function(argument)` on another stack, for good.
static inline _Noreturn void continue_on(void *top, void (*function)(void *), void *argument) {
    __asm__ volatile("mov %0, %%rsp\n"
                     "xor %%ebp, %%ebp\n"
                     "call *%1\n"
                     "hlt\n"
                     :
                     : "r"(top), "r"(function), "D"(argument)
                     : "memory");
    __builtin_unreachable();
}

#elif defined(__aarch64__)

static inline long system_call6(long number, long a, long b, long c, long d, long e, long f) {
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}

/// Makes a process that runs `function(argument)` on its own stack, which begins below `top`, and must not return.
static inline long clone_onto(void *top, unsigned long flags, int *descriptor, void (*function)(void *),
                              void *argument) {
    void **stack = top;
    *--stack = (void *)function;
    *--stack = argument;
    register long x8 __asm__("x8") = SYS_clone;
    register long x0 __asm__("x0") = (long)flags;
    register long x1 __asm__("x1") = (long)stack;
    register long x2 __asm__("x2") = (long)descriptor;
    register long x3 __asm__("x3") = 0;
    register long x4 __asm__("x4") = 0;
    __asm__ volatile("svc 0\n"
                     "cbnz x0, 1f\n"
                     "mov x29, xzr\n"
                     "mov x30, xzr\n"
                     "ldp x0, x1, [sp], #16\n"
                     "blr x1\n"
                     "brk #1\n"
                     "1:\n"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4)
                     : "memory");
    return x0;
}

/// Goes on as `function(argument)` on another stack, for good.
static inline _Noreturn void continue_on(void *top, void (*function)(void *), void *argument) {
    register void *x0 __asm__("x0") = argument;
    __asm__ volatile("mov sp, %0\n"
                     "mov x29, xzr\n"
                     "mov x30, xzr\n"
                     "blr %1\n"
                     "brk #1\n"
                     :
                     : "r"(top), "r"(function), "r"(x0)
                     : "memory");
    __builtin_unreachable();
}

#endif

#define system_call(number, ...) SYSTEM_CALL_(number, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define SYSTEM_CALL_(number, a, b, c, d, e, f, ...)                                                                    \
    system_call6((number), (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

static inline _Noreturn void exit_process(int code) {
    for (;;) system_call(SYS_exit_group, code);
}

static inline void close_descriptor(int descriptor) {
    if (descriptor >= 0) system_call(SYS_close, descriptor);
}

KEEPER_CODE_END

#endif
