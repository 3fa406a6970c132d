/// The variable by which a plugin's program sees that a host started it and not a person.
///
/// It guards against accidents, not against attackers: every program of the user can set a variable.
public struct Cookie: Sendable, Hashable, Codable {
    /// The name of the variable.
    public var key: String
    /// Its value.
    public var value: String

    /// Omniview's name for the variable.
    public static let defaultKey = "OMNIVIEW"

    /// Creates a cookie.
    ///
    /// - Parameters:
    ///   - key: The name of the variable.
    ///   - value: Its value.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// The cookie that Omniview's plugins expect: `OMNIVIEW` set to the plugin's id.
    public static func standard(for id: PluginID) -> Cookie {
        Cookie(key: defaultKey, value: id.rawValue)
    }
}
