#ifndef CPLUGINSDK_H
#define CPLUGINSDK_H

#include <stddef.h>

/// Makes a crash of this process say so on `report_fd`, in a line that go-plugin hosts show as an error.
///
/// The handler writes `panic: ` with the signal's name, then what was last written to standard error: the bytes given
/// to `omniview_crash_remember`, and whatever is still unread in `pending_fd`. Then the signal takes its usual course.
/// It is written in C because only async-signal-safe functions may run there.
///
/// - pending_fd: the non-blocking reading end of the pipe that standard error goes to, or -1.
/// - Returns 0, or an errno value.
int omniview_crash_install(int report_fd, int pending_fd);

/// Keeps the last bytes that were read from `pending_fd`, for the report. Called by one thread only.
void omniview_crash_remember(const unsigned char *bytes, size_t count);

/// Makes C's `stdout` hand over each line as it ends, as on a terminal.
void omniview_line_buffer_stdout(void);

/// Lets the process keep up to 8 MiB of freed memory for what it needs next, and reuse blocks of up to 32 MiB.
void omniview_keep_freed_memory(void);

#ifdef __linux__
/// A descriptor that becomes readable when the process ends; -1 and errno when there is none.
int omniview_pidfd_open(int pid);
#endif

#endif
