import CPluginSDK
import Dispatch
import PluginTransport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Leads standard output and standard error into the protocol's stdio stream: `print`, C's `stdout`, and the output
/// of children alike.
///
/// The descriptors themselves are redirected, not Swift's or C's variables. The host's log stays on the original
/// standard error, and so does a crash report.
final class OutputCapture: Sendable {
    /// The standard output of before, which the handshake line goes to.
    var originalOutput: Int32 { originals.output }
    private let originals: (output: Int32, error: Int32)
    /// Fulfilled when all that was written has reached the buffer.
    let drained = OneShot<Void>()
    private let open: Mutex<Bool>

    /// Redirects both streams into `buffer`.
    ///
    /// - Throws: ``PluginServerError`` when the system has no pipe or thread to give.
    init(into buffer: StdioBuffer) throws(PluginServerError) {
        let output = try Self.redirect(STDOUT_FILENO)
        let error: (original: Int32, pipe: Int32)
        do {
            error = try Self.redirect(STDERR_FILENO)
        } catch {
            dup2(output.original, STDOUT_FILENO)
            throw error
        }
        originals = (output.original, error.original)
        open = Mutex(true)
        RealStandardError.redirect(to: error.original)
        // A pipe makes C's stdout fully buffered, and what is buffered is not shown; a terminal's habit is a line.
        omniview_line_buffer_stdout()

        let crash = omniview_crash_install(error.original, Self.nonBlockingTwin(of: error.pipe))
        guard crash == 0 else { throw PluginServerError(message: "cannot watch for crashes", errno: crash) }

        let finish = Countdown(remaining: 2) { [drained] in
            buffer.finish()
            drained.fulfil()
        }
        // A serial queue of its own gives each stream a thread that may block; the concurrency pool must not.
        DispatchQueue(label: "omniview.plugin.stdout").async {
            Self.pump(output.pipe) { buffer.write(StdioPiece(channel: .standardOutput, bytes: $0)) }
            finish.step()
        }
        DispatchQueue(label: "omniview.plugin.stderr").async {
            Self.pump(error.pipe) { bytes in
                bytes.withUnsafeBufferPointer { omniview_crash_remember($0.baseAddress, $0.count) }
                buffer.write(StdioPiece(channel: .standardError, bytes: bytes))
            }
            finish.step()
        }
    }

    /// Gives the streams back; what was written until now still reaches the buffer, which ends then.
    func restore() {
        let wasOpen = open.withLock { open in
            defer { open = false }
            return open
        }
        guard wasOpen else { return }
        fflush(nil)
        dup2(originals.output, STDOUT_FILENO)
        dup2(originals.error, STDERR_FILENO)
    }

    /// Puts a pipe in the place of a descriptor; children of the plugin inherit the pipe, and no other end of it.
    private static func redirect(_ descriptor: Int32) throws(PluginServerError) -> (original: Int32, pipe: Int32) {
        let original = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        var ends: [Int32] = [-1, -1]
        guard original >= 0, pipe(&ends) == 0 else {
            throw PluginServerError(message: "cannot capture descriptor \(descriptor)", errno: errno)
        }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        dup2(ends[1], descriptor)
        close(ends[1])
        return (original, ends[0])
    }

    /// The crash report must not wait for output that never comes. A new description of the same pipe, where the
    /// system offers one, leaves the reading thread's own description blocking.
    private static func nonBlockingTwin(of pipe: Int32) -> Int32 {
        #if os(Linux)
        Glibc.open("/proc/self/fd/\(pipe)", O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        #else
        -1
        #endif
    }

    private static func pump(_ descriptor: Int32, into receive: ([UInt8]) -> Void) {
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: StdioBuffer.maximumPieceLength) { buffer, initialized in
                repeat {
                    count = read(descriptor, buffer.baseAddress, buffer.count)
                } while count < 0 && errno == EINTR
                initialized = max(0, count)
            }
            guard count > 0 else { break }
            receive(bytes)
        }
        close(descriptor)
    }
}

/// Runs an action when the last of several steps is done.
private final class Countdown: Sendable {
    private let remaining: Mutex<Int>
    private let action: @Sendable () -> Void

    init(remaining: Int, action: @escaping @Sendable () -> Void) {
        self.remaining = Mutex(remaining)
        self.action = action
    }

    func step() {
        let isLast = remaining.withLock { remaining in
            remaining -= 1
            return remaining == 0
        }
        if isLast { action() }
    }
}
