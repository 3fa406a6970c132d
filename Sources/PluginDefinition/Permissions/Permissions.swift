/// What a plugin asks to be allowed. What it does not ask for, it does not get.
///
/// A definition only asks; a grant needs the user's yes as well.
public struct Permissions: Sendable, Hashable, Codable {
    /// Use of the clipboard.
    public enum Clipboard: String, Sendable, Hashable, Codable, CaseIterable {
        /// No use.
        case none
        /// What the user copied may be read.
        case read
        /// Something may be put there.
        case write
        /// Both.
        case readwrite
    }

    /// Files and folders outside the plugin.
    public var filesystem: [FilesystemPermission]
    /// Hosts and ports.
    public var network: [NetworkPermission]
    /// Programs of the host.
    public var exec: [ExecPermission]
    /// Names of variables of the engine's environment.
    public var env: [String]
    /// Names of secrets that the engine hands over on request, never by environment.
    public var secrets: [String]
    /// Use of the clipboard. Default none.
    public var clipboard: Clipboard
    /// Whether notifications may be shown. Default no.
    public var notifications: Bool

    /// Creates a set of permissions; by default nothing is asked for.
    ///
    /// - Parameters:
    ///   - filesystem: Files and folders outside the plugin.
    ///   - network: Hosts and ports.
    ///   - exec: Programs of the host.
    ///   - env: Names of variables of the engine's environment.
    ///   - secrets: Names of secrets.
    ///   - clipboard: Use of the clipboard.
    ///   - notifications: Whether notifications may be shown.
    public init(
        filesystem: [FilesystemPermission] = [],
        network: [NetworkPermission] = [],
        exec: [ExecPermission] = [],
        env: [String] = [],
        secrets: [String] = [],
        clipboard: Clipboard = .none,
        notifications: Bool = false
    ) {
        self.filesystem = filesystem
        self.network = network
        self.exec = exec
        self.env = env
        self.secrets = secrets
        self.clipboard = clipboard
        self.notifications = notifications
    }

    /// Whether nothing is asked for.
    public var isEmpty: Bool { self == Permissions() }
}
