/// What kind of value a setting takes. The raw values are those of JSON documents about settings.
public enum SettingType: String, Sendable, Hashable, CaseIterable {
    /// A text, or one or more paths with ``SettingDefinition/fileSelection``.
    case text
    /// One of the options.
    case select
    /// Any of the options, each at most once.
    case multiselect
    /// A whole number of 64 bits.
    case integer
    /// A finite number.
    case float
    /// True or false.
    case toggle
    /// `#rgb`, `#rgba`, `#rrggbb` or `#rrggbbaa`.
    case color
    /// A moment as RFC 3339 writes it.
    case datetime
    /// A text that must not be seen.
    case password
}

/// One choice of a select or multiselect.
public struct SettingOption: Sendable, Hashable {
    /// What a user reads.
    public var label: String
    /// A sentence about it.
    public var description: String
    /// What the setting becomes.
    public var value: SettingValue

    /// Creates an option; without a label, the value is its label.
    public init(_ value: SettingValue, label: String? = nil, description: String = "") {
        self.value = value
        self.description = description
        if let label {
            self.label = label
        } else if case .text(let text) = value {
            self.label = text
        } else {
            self.label = value.description
        }
    }
}

/// How the path, or paths, of a text setting are picked.
public struct SettingFileSelection: Sendable, Hashable {
    /// Whether folders may be picked.
    public var allowsFolders: Bool
    /// The endings of names that may be picked, with or without a dot; empty for all. Not asked of folders.
    public var extensions: [String]
    /// Whether the value is a list of paths.
    public var isMultiple: Bool
    /// Whether paths are relative to ``defaultPath`` and stay below it.
    public var isRelative: Bool
    /// Where picking begins.
    public var defaultPath: String

    /// Creates a selection.
    public init(
        extensions: [String] = [],
        allowsFolders: Bool = false,
        isMultiple: Bool = false,
        isRelative: Bool = false,
        defaultPath: String = ""
    ) {
        self.allowsFolders = allowsFolders
        self.extensions = extensions
        self.isMultiple = isMultiple
        self.isRelative = isRelative
        self.defaultPath = defaultPath
    }
}

/// What a user can set, and to what.
public struct SettingDefinition: Sendable, Hashable {
    /// The setting's name within its plugin, such as `shell`.
    public var id: String
    /// What a user reads.
    public var label: String
    /// A sentence about it.
    public var description: String
    /// What kind of value it takes.
    public var type: SettingType
    /// The value while nobody has set one; nil for none.
    public var defaultValue: SettingValue?
    /// The choices of a select or multiselect.
    public var options: [SettingOption]
    /// Makes a text the path of something that is picked.
    public var fileSelection: SettingFileSelection?
    /// Whether only developers are shown it.
    public var isDeveloperOnly: Bool
    /// Whether the value must not be seen. Always so for passwords; the contract cannot say it of others, so that a
    /// client learns it of passwords only.
    public var isSensitive: Bool {
        get { marksSensitive || type == .password }
        set { marksSensitive = newValue }
    }

    private var marksSensitive: Bool

    /// Creates a definition; without a label, the id is its label.
    public init(
        _ id: String,
        type: SettingType,
        label: String? = nil,
        description: String = "",
        default defaultValue: SettingValue? = nil,
        options: [SettingOption] = [],
        fileSelection: SettingFileSelection? = nil,
        isSensitive: Bool = false,
        isDeveloperOnly: Bool = false
    ) {
        self.id = id
        self.label = label ?? id
        self.description = description
        self.type = type
        self.defaultValue = defaultValue
        self.options = options
        self.fileSelection = fileSelection
        self.isDeveloperOnly = isDeveloperOnly
        marksSensitive = isSensitive
    }
}

/// A setting with its value.
public struct Setting: Sendable, Hashable {
    /// What it is.
    public var definition: SettingDefinition
    /// What it was set to; nil when nobody has.
    public var value: SettingValue?

    /// Creates a setting.
    public init(_ definition: SettingDefinition, value: SettingValue? = nil) {
        self.definition = definition
        self.value = value
    }

    /// The value that counts: the one that was set, or the default.
    public var effectiveValue: SettingValue? { value ?? definition.defaultValue }
}
