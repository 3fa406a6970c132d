import PluginTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The standard streams of a plugin that serves: where the handshake line goes, and where everything else does.
struct ServeOutput: Sendable {
    /// What the plugin printed and the host has yet to take.
    let buffer: StdioBuffer
    /// Where the handshake line must be written.
    let handshakeDescriptor: Int32
    private let capture: OutputCapture?

    /// - Parameter capturing: whether what the plugin prints goes to the host's stdio stream.
    init(capturing: Bool) throws(PluginServerError) {
        // A host without such a stream still reads standard error.
        let buffer = StdioBuffer { RealStandardError.write($0) }
        self.buffer = buffer
        guard capturing else {
            capture = nil
            handshakeDescriptor = STDOUT_FILENO
            buffer.finish()
            return
        }
        let capture = try OutputCapture(into: buffer)
        self.capture = capture
        handshakeDescriptor = capture.originalOutput
    }

    /// How long the last output may take to reach the buffer: a child of the plugin may hold the pipe open.
    static let drainTimeout: Duration = .milliseconds(200)

    /// Gives the streams back and ends the buffer. May be called more than once.
    func finish() {
        capture?.restore()
    }

    /// Waits until all that was written has been handed on.
    func drain() async {
        guard let capture else { return }
        try? await withDeadline(Self.drainTimeout, timeoutError: CancellationError()) {
            try await capture.drained.value()
        }
        RealStandardError.flush()
    }
}
