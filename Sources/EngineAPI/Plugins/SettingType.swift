/// What kind of value a setting takes. A value that is not listed here comes from a newer engine.
public struct SettingType: OpenString {
    /// The word in the API.
    public let rawValue: String

    /// Creates a value from its word; any word will do.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// `text`
    public static let text = Self(rawValue: "text")
    /// `select`
    public static let select = Self(rawValue: "select")
    /// `multiselect`
    public static let multiselect = Self(rawValue: "multiselect")
    /// `integer`
    public static let integer = Self(rawValue: "integer")
    /// `float`
    public static let float = Self(rawValue: "float")
    /// `toggle`
    public static let toggle = Self(rawValue: "toggle")
    /// `color`
    public static let color = Self(rawValue: "color")
    /// `datetime`
    public static let datetime = Self(rawValue: "datetime")
    /// `password`
    public static let password = Self(rawValue: "password")

    /// The words that this version knows.
    public static let known: [Self] = [
        .text, .select, .multiselect, .integer, .float, .toggle, .color, .datetime, .password,
    ]
}
