/// The value of a plugin's setting.
public struct StoredSetting: Sendable, Hashable, Codable {
    /// The setting's id.
    public var key: String
    /// The value as JSON. The store does not read it.
    public var json: String
    /// Whether the value must not be shown or logged. It is stored as it is: the file's mode protects it.
    public var isSecret: Bool

    /// Makes a value.
    public init(key: String, json: String, isSecret: Bool = false) {
        self.key = key
        self.json = json
        self.isSecret = isSecret
    }
}

/// Shown without a secret's value, so that it does not come into a log by accident.
extension StoredSetting: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The key and, unless it is secret, the value.
    public var description: String { "\(key) = \(isSecret ? "(secret)" : json)" }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// The key and, unless it is secret, the value.
    public var customMirror: Mirror { Mirror(self, children: ["key": key, "json": isSecret ? "(secret)" : json]) }
}
