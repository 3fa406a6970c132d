/// One setting: `GET /v1/plugins/{id}/settings`. A secret's value never leaves the engine.
public struct SettingInfo: Codable, Hashable, Sendable {
    /// The setting's id.
    public var id: String
    /// Its name for people.
    public var label: String
    /// What it does.
    public var description: String?
    /// What kind of value it takes.
    public var type: SettingType
    /// The value; nil when it is secret or not set.
    public var value: JSONValue?
    /// The value when none is set; nil for a secret.
    public var defaultValue: JSONValue?
    /// Whether the value is secret.
    public var isSecret: Bool
    /// Whether a value is set.
    public var isSet: Bool
    /// What may be chosen, for types that choose.
    public var options: [SettingOption]?

    private enum CodingKeys: String, CodingKey {
        case id
        case label
        case description
        case type
        case value
        case defaultValue = "default"
        case isSecret = "is_secret"
        case isSet = "is_set"
        case options
    }

    /// Creates the value.
    public init(
        id: String,
        label: String,
        description: String? = nil,
        type: SettingType,
        value: JSONValue? = nil,
        defaultValue: JSONValue? = nil,
        isSecret: Bool,
        isSet: Bool,
        options: [SettingOption]? = nil
    ) {
        self.id = id
        self.label = label
        self.description = description
        self.type = type
        self.value = value
        self.defaultValue = defaultValue
        self.isSecret = isSecret
        self.isSet = isSet
        self.options = options
    }
}

extension SettingInfo {
    /// Encodes the setting. Whatever the value holds, that of a secret is left out, and so is its default.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(label, forKey: .label)
        try container.encodeIfPresent(description, forKey: .description)
        try container.encode(type, forKey: .type)
        if !isSecret {
            try container.encodeIfPresent(value, forKey: .value)
            try container.encodeIfPresent(defaultValue, forKey: .defaultValue)
        }
        try container.encode(isSecret, forKey: .isSecret)
        try container.encode(isSet, forKey: .isSet)
        try container.encodeIfPresent(options, forKey: .options)
    }
}

/// One choice of a setting.
public struct SettingOption: Codable, Hashable, Sendable {
    /// The choice for people.
    public var label: String
    /// The value that it sets.
    public var value: JSONValue

    private enum CodingKeys: String, CodingKey {
        case label
        case value
    }

    /// Creates the value.
    public init(label: String, value: JSONValue) {
        self.label = label
        self.value = value
    }
}

/// The body of `PUT /v1/plugins/{id}/settings`.
public struct SettingsUpdate: Codable, Hashable, Sendable {
    /// New values by setting id; null goes back to the default. Others stay.
    public var values: [String: JSONValue]

    private enum CodingKeys: String, CodingKey {
        case values
    }

    /// Creates the value.
    public init(values: [String: JSONValue]) {
        self.values = values
    }
}

/// The body of `POST /v1/plugins/{id}/activate`.
public struct ActivateRequest: Codable, Hashable, Sendable {
    /// The digest of a version that is already in the store.
    public var digest: String

    private enum CodingKeys: String, CodingKey {
        case digest
    }

    /// Creates the value.
    public init(digest: String) {
        self.digest = digest
    }
}

/// The body of `POST /v1/plugins/{id}/trust`.
public struct TrustRequest: Codable, Hashable, Sendable {
    /// The digest of the files that the person was shown. Others are not trusted.
    public var digest: String

    private enum CodingKeys: String, CodingKey {
        case digest
    }

    /// Creates the value.
    public init(digest: String) {
        self.digest = digest
    }
}
