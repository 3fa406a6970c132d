/// Where the server listens.
public struct ServerConfiguration: Sendable {
    /// The folder for the socket and the token, `run/` of the state folder. Made with mode 0700.
    public var runDirectory: String
    /// The port of the HTTP listeners; 0 lets the system choose, nil leaves HTTP out.
    public var port: Int?
    /// Whether another port will do when ``port`` is taken. Default no.
    public var acceptsOtherPort = false
    /// The addresses of the HTTP listeners. Default: both loopback addresses. One that is not loopback must also be
    /// in ``allowedAddresses``.
    public var addresses = ["127.0.0.1", "::1"]
    /// The addresses beyond loopback that may be listened on. Default: none.
    public var allowedAddresses: Set<String> = []
    /// The limits.
    public var limits = ServerLimits()
    /// The page that is served over HTTP; nil for none.
    var web: WebFiles?
    /// Whether the page is served.
    public var hasPage: Bool { web != nil }

    /// The name of the Unix socket in ``runDirectory``.
    public static let socketName = "engine.sock"
    /// The name of the token's file in ``runDirectory``.
    public static let tokenName = "token"

    /// Creates a configuration.
    ///
    /// - Parameters:
    ///   - runDirectory: the folder for the socket and the token, as an absolute path.
    ///   - port: the port of the HTTP listeners; 0 lets the system choose, nil leaves HTTP out.
    public init(runDirectory: String, port: Int? = nil) {
        self.runDirectory = runDirectory
        self.port = port
    }

    /// Has the page served over HTTP, and plugins' views with it.
    ///
    /// - Parameter folder: what `dev/build-web` has made. It is read now, and not again.
    /// - Throws: ``EngineServerError`` with code `configuration` when something in it is missing.
    public mutating func servePage(from folder: String) throws(EngineServerError) {
        web = try WebFiles(folder: folder)
    }

    var socketPath: String { "\(runDirectory)/\(Self.socketName)" }
    var tokenPath: String { "\(runDirectory)/\(Self.tokenName)" }

    /// The longest path of a socket: 104 bytes on macOS with the zero at the end, 108 on Linux.
    static let maxSocketPathBytes = 103

    func check() throws(EngineServerError) {
        guard runDirectory.hasPrefix("/"), !runDirectory.utf8.contains(0) else {
            throw EngineServerError(.configuration, "the folder for the socket is no absolute path; give it one")
        }
        guard socketPath.utf8.count <= Self.maxSocketPathBytes else {
            throw EngineServerError(
                .configuration,
                "the path of the socket, \(socketPath), has \(socketPath.utf8.count) bytes and "
                    + "\(Self.maxSocketPathBytes) are possible; choose a shorter state folder"
            )
        }
        guard port.map({ (0...65_535).contains($0) }) ?? true else {
            throw EngineServerError(.configuration, "the port \(port ?? 0) is not between 0 and 65535")
        }
        for address in addresses where port != nil && !Self.isLoopback(address) {
            guard allowedAddresses.contains(address) else {
                throw EngineServerError(
                    .configuration,
                    "\(address) is not a loopback address; to let other machines reach the engine, allow it by name"
                )
            }
        }
    }

    /// Whether an address can only be reached from this machine. Names do not count: they can lead anywhere.
    static func isLoopback(_ address: String) -> Bool {
        if address == "::1" { return true }
        let parts = address.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
