// The errors of a handshake, each with go-plugin's words first.

extension PluginProtocolError {
    /// Stdout ended before a whole line came.
    ///
    /// - Parameter partial: What came, ``HandshakeLineReader/partial``.
    public static func noHandshakeLine(partial: some Collection<UInt8> = EmptyCollection<UInt8>()) -> Self {
        PluginProtocolError(
            code: .noLine,
            message: """
                Unrecognized remote plugin message: \(SafeText.escaping(partial))
                Failed to read any lines from plugin's stdout
                The program closed its stdout without a handshake line: \
                it is no plugin, or it failed before it could serve. Its stderr may say why.
                """
        )
    }

    /// No line came in time.
    ///
    /// - Parameters:
    ///   - timeout: How long the host waited.
    ///   - partial: What came, ``HandshakeLineReader/partial``.
    public static func startTimeout(
        after timeout: Duration,
        partial: some Collection<UInt8> = EmptyCollection<UInt8>()
    ) -> Self {
        let seen =
            partial.isEmpty
            ? "It printed nothing on stdout."
            : "It printed \(SafeText.quoting(partial)) on stdout, without a newline."
        return PluginProtocolError(
            code: .startTimeout,
            message: """
                timeout while waiting for plugin to start
                No handshake line came within \(timeout). \(seen) \
                Check that the program is a plugin, or allow more time to start.
                """
        )
    }

    /// The process ended before its line came.
    ///
    /// - Parameters:
    ///   - status: How it ended.
    ///   - partial: What came, ``HandshakeLineReader/partial``.
    public static func exitedBeforeHandshake(
        _ status: StopMachine.ExitStatus,
        partial: some Collection<UInt8> = EmptyCollection<UInt8>()
    ) -> Self {
        let seen = partial.isEmpty ? "" : " It printed \(SafeText.quoting(partial)) on stdout, without a newline."
        return PluginProtocolError(
            code: .exitedEarly,
            message: """
                plugin exited before we could connect
                The process \(status) before its handshake line.\(seen) Its stderr may say why; \
                exit code 1 at once is what a plugin does that was given another magic cookie than its own.
                """
        )
    }

    static func lineTooLong(limit: Int, start: some Collection<UInt8>) -> Self {
        PluginProtocolError(
            code: .lineTooLong,
            message: """
                Unrecognized remote plugin message: \(SafeText.escaping(start))
                The first line on the plugin's stdout is longer than \(limit) bytes. \(onlyTheLine)
                """
        )
    }

    static let onlyTheLine =
        "A plugin must print nothing on stdout before its handshake line; let it write its messages to stderr."
}

extension StopMachine.ExitStatus: CustomStringConvertible {
    /// `exited with code 1` or `was ended by signal 9`.
    public var description: String {
        switch self {
        case .exited(let code): "exited with code \(code)"
        case .signaled(let signal): "was ended by signal \(signal)"
        case .ended: "has ended"
        }
    }
}
