/// What went wrong between a host and a plugin before their connection stood.
///
/// Every message starts with the words that go-plugin itself prints in the same case, so that a search for it finds
/// what others wrote about it, and goes on with what to do about it. Text that came from the other side is escaped and
/// cut (``SafeText``).
public struct PluginProtocolError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Which rule was broken.
    public var code: Code
    /// What happened and what to do, in one or more lines without a newline at the end.
    public var message: String

    /// Creates an error.
    public init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    /// The message alone: it is written to stand on its own.
    public var description: String { message }
}

extension PluginProtocolError {
    /// The kind of a ``PluginProtocolError``; more may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String {
            case unrecognizedLine, noLine, lineTooLong, startTimeout, exitedEarly
            case invalidCoreProtocol, incompatibleCoreProtocol, invalidAppProtocol, incompatibleAppProtocol
            case unknownNetwork, invalidAddress, unsupportedProtocol
            case invalidCertificate, unexpectedCertificate, missingCertificate
            case multiplexingNotSupported, invalidMultiplexing
            case misconfigured, notStartedByHost, invalidVariable, invalidPorts
            case invalidReattachment, processNotFound
        }

        private var name: Name
        private init(_ name: Name) { self.name = name }

        /// The name of the code, as it stands in the source.
        public var description: String { name.rawValue }

        /// The first line on stdout is no handshake line: it has fewer than four fields.
        public static let unrecognizedLine = Code(.unrecognizedLine)
        /// Stdout ended before a line came.
        public static let noLine = Code(.noLine)
        /// The first line on stdout is longer than ``HandshakeLineReader/defaultLimit``.
        public static let lineTooLong = Code(.lineTooLong)
        /// No line came within the start timeout.
        public static let startTimeout = Code(.startTimeout)
        /// The process ended before its line came.
        public static let exitedEarly = Code(.exitedEarly)
        /// Field 0, the core protocol version, is no number.
        public static let invalidCoreProtocol = Code(.invalidCoreProtocol)
        /// Field 0 names another core protocol version than ``HandshakeLine/coreProtocol``.
        public static let incompatibleCoreProtocol = Code(.incompatibleCoreProtocol)
        /// Field 1, the app protocol version, is no number.
        public static let invalidAppProtocol = Code(.invalidAppProtocol)
        /// Field 1 names an app protocol version that the host did not offer.
        public static let incompatibleAppProtocol = Code(.incompatibleAppProtocol)
        /// Field 2 is neither `unix` nor `tcp`.
        public static let unknownNetwork = Code(.unknownNetwork)
        /// Field 3 is no address that can be connected to, or a socket path is too long.
        public static let invalidAddress = Code(.invalidAddress)
        /// Field 4 is absent or not `grpc`.
        public static let unsupportedProtocol = Code(.unsupportedProtocol)
        /// Field 5 is no certificate in base64.
        public static let invalidCertificate = Code(.invalidCertificate)
        /// Field 5 holds a certificate, and the host did not ask for TLS.
        public static let unexpectedCertificate = Code(.unexpectedCertificate)
        /// Field 5 is empty, and the host requires TLS.
        public static let missingCertificate = Code(.missingCertificate)
        /// Field 6 is absent or false, and the host asked for multiplexing.
        public static let multiplexingNotSupported = Code(.multiplexingNotSupported)
        /// Field 6 is no boolean, and the host asked for multiplexing.
        public static let invalidMultiplexing = Code(.invalidMultiplexing)
        /// The host's or the plugin's own settings cannot work: an empty cookie, no version, a bad socket folder.
        public static let misconfigured = Code(.misconfigured)
        /// The plugin's executable was not started by its host: the cookie is absent or another one.
        public static let notStartedByHost = Code(.notStartedByHost)
        /// The name or the value of an environment variable cannot be written to an environment.
        public static let invalidVariable = Code(.invalidVariable)
        /// The range of TCP ports is no range.
        public static let invalidPorts = Code(.invalidPorts)
        /// The configuration to reattach plugins cannot be read.
        public static let invalidReattachment = Code(.invalidReattachment)
        /// The plugin to reattach to does not run, or does not listen.
        public static let processNotFound = Code(.processNotFound)
    }
}
