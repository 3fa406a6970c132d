/// A file or folder that a plugin asks for.
public struct FilesystemPermission: Sendable, Hashable, Codable {
    /// What may be done there.
    public enum Access: String, Sendable, Hashable, Codable, CaseIterable {
        /// Read.
        case read
        /// Read, write, create and delete.
        case readwrite
    }

    /// An absolute path, `~` and a path below the user's home, `${data}` and a path below the plugin's own data
    /// folder, or `${settings.name}` for a path that the user sets.
    public var path: String
    /// What may be done there.
    public var access: Access
    /// Why, in words for the user; empty only for `${data}`.
    public var reason: String

    /// The plugin's own data folder, which is always granted.
    public static let dataFolder = "${data}"

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - path: The file or folder.
    ///   - access: What may be done there.
    ///   - reason: Why, in words for the user.
    public init(path: String, access: Access, reason: String) {
        self.path = path
        self.access = access
        self.reason = reason
    }

    /// Whether this is the plugin's own data folder or something in it.
    public var isOwnData: Bool { path == Self.dataFolder || path.hasPrefix(Self.dataFolder + "/") }
}
