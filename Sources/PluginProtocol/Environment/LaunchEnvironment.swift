/// The environment that a host gives to a plugin's process.
public struct LaunchEnvironment: Sendable, Hashable {
    /// go-plugin's lowest TCP port, where none is chosen.
    public static let defaultMinPort = 10_000
    /// go-plugin's highest TCP port, where none is chosen.
    public static let defaultMaxPort = 25_000

    /// The variable by which the plugin knows that a host started it.
    public var cookie: MagicCookie
    /// The app protocol versions that the host offers; at least one.
    public var appProtocols: [Int]
    /// The host's certificate, one PEM block; nil asks the plugin to serve without TLS.
    public var clientCertificatePEM: String?
    /// Whether the host wants the broker's connections multiplexed.
    public var multiplexing = false
    /// The folder in which the plugin is to make its socket; nil leaves it the system's temporary folder.
    public var socketDirectory: String?
    /// Name or number of the group that may use the plugin's socket.
    public var socketGroup: String?
    /// The lowest TCP port for a plugin that cannot use a Unix socket, 0...65535.
    public var minPort = Self.defaultMinPort
    /// The highest TCP port for a plugin that cannot use a Unix socket, `minPort`...65535.
    public var maxPort = Self.defaultMaxPort

    /// Creates the environment of a plugin without TLS and multiplexing.
    public init(cookie: MagicCookie, appProtocols: [Int]) {
        self.cookie = cookie
        self.appProtocols = appProtocols
    }

    /// All variables of the process: what is passed on from the host, over it what is set, over it go-plugin's own.
    ///
    /// Nothing of the host's environment is there unless it is named, and no variable that begins with `PLUGIN_` is
    /// passed on even then (``EnvironmentName/inheritedPrefix``). One of go-plugin's own variables
    /// (``EnvironmentName/all``) among those set is replaced, or left out when this host does not send it; other
    /// `PLUGIN_` variables can be set.
    ///
    /// - Parameters:
    ///   - host: The host's own environment.
    ///   - names: The names in it that are passed on; one that is not there is skipped.
    ///   - values: Variables with a value of their own.
    /// - Throws: ``PluginProtocolError`` when the cookie or the versions are missing, a name or a value cannot stand in
    ///   an environment, the ports are no range, or the socket folder's path is too long.
    public func variables(
        host: [String: String] = [:],
        passing names: [String] = [],
        setting values: [String: String] = [:]
    ) throws(PluginProtocolError) -> [String: String] {
        var variables: [String: String] = [:]
        for name in names where !name.hasPrefix(EnvironmentName.inheritedPrefix) {
            try Self.check(name: name)
            variables[name] = host[name]
        }
        for (name, value) in values.sorted(by: { $0.key < $1.key }) where !EnvironmentName.all.contains(name) {
            try Self.check(name: name)
            variables[name] = value
        }
        for (name, value) in try ownVariables() { variables[name] = value }
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) where value.utf8.contains(0) {
            throw PluginProtocolError(
                code: .invalidVariable,
                message: "the environment variable \(SafeText.escaping(name)) has a zero byte in its value; remove it"
            )
        }
        return variables
    }

    private func ownVariables() throws(PluginProtocolError) -> [(String, String)] {
        try checkCookie()
        try checkPorts()
        guard !appProtocols.isEmpty else {
            throw Self.misconfigured("no app protocol version to offer; name at least one")
        }
        var seen: Set<Int> = []
        let versions = appProtocols.filter { seen.insert($0).inserted }.map(String.init).joined(separator: ",")
        var own = [
            (cookie.key, cookie.value),
            (EnvironmentName.minPort, String(minPort)),
            (EnvironmentName.maxPort, String(maxPort)),
            (EnvironmentName.protocolVersions, versions),
        ]
        if multiplexing { own.append((EnvironmentName.multiplexGRPC, "true")) }
        if let clientCertificatePEM, !clientCertificatePEM.isEmpty {
            own.append((EnvironmentName.clientCertificate, clientCertificatePEM))
        }
        if let socketGroup, !socketGroup.isEmpty { own.append((EnvironmentName.unixSocketGroup, socketGroup)) }
        if let socketDirectory, !socketDirectory.isEmpty {
            try PluginAddress.checkSocketDirectory(socketDirectory)
            own.append((EnvironmentName.unixSocketDirectory, socketDirectory))
        }
        return own
    }

    private func checkCookie() throws(PluginProtocolError) {
        guard !cookie.key.isEmpty, !cookie.value.isEmpty else {
            throw Self.misconfigured("the magic cookie has an empty key or value; a plugin refuses to start without it")
        }
        guard !EnvironmentName.all.contains(cookie.key) else {
            throw Self.misconfigured(
                "the magic cookie's key is \(cookie.key), a variable of go-plugin; choose another key"
            )
        }
        try Self.check(name: cookie.key)
    }

    private func checkPorts() throws(PluginProtocolError) {
        guard 0 <= minPort, minPort <= maxPort, maxPort <= 65_535 else {
            throw PluginProtocolError(
                code: .invalidPorts,
                message: "the ports \(minPort) to \(maxPort) are no range within 0 to 65535; correct them"
            )
        }
    }

    private static func misconfigured(_ message: String) -> PluginProtocolError {
        PluginProtocolError(code: .misconfigured, message: message)
    }

    private static func check(name: String) throws(PluginProtocolError) {
        guard EnvironmentName.isValid(name) else {
            throw PluginProtocolError(
                code: .invalidVariable,
                message: """
                    \(SafeText.quoting(name)) cannot be the name of an environment variable: \
                    it must not be empty or hold = or a zero byte
                    """
            )
        }
    }
}
