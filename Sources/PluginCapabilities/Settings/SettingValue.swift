/// The value of a setting: what JSON can say, and texts that must not be seen.
public enum SettingValue: Sendable, Hashable {
    case null
    case toggle(Bool)
    case integer(Int64)
    /// Always finite when it was read or validated.
    case number(Double)
    case text(String)
    /// A text of a sensitive setting.
    case secret(Secret)
    case list([SettingValue])
    case object([String: SettingValue])

    /// Whether both mean the same to a plugin: numbers by what they are worth, secrets by their text.
    func means(_ other: SettingValue) -> Bool {
        switch (self, other) {
        case (.integer(let integer), .number(let number)), (.number(let number), .integer(let integer)):
            Int64(exactly: number) == integer
        case (.secret(let secret), .text(let text)), (.text(let text), .secret(let secret)):
            secret.reveal() == text
        case (.list(let values), .list(let others)):
            values.count == others.count && zip(values, others).allSatisfy { $0.means($1) }
        case (.object(let members), .object(let others)):
            members.count == others.count && members.allSatisfy { others[$0.key]?.means($0.value) == true }
        default:
            self == other
        }
    }

    /// A text as a secret; everything else as it is.
    var hidden: SettingValue {
        if case .text(let text) = self { .secret(Secret(text)) } else { self }
    }
}

extension SettingValue: CustomStringConvertible {
    /// Compact JSON, with `"(secret)"` for what must not be seen.
    public var description: String { String(decoding: json(revealingSecrets: false), as: UTF8.self) }
}

extension SettingValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral
{
    /// A text.
    public init(stringLiteral text: String) { self = .text(text) }
    /// A toggle.
    public init(booleanLiteral value: Bool) { self = .toggle(value) }
    /// An integer.
    public init(integerLiteral integer: Int64) { self = .integer(integer) }
    /// A number.
    public init(floatLiteral number: Double) { self = .number(number) }
    /// A list.
    public init(arrayLiteral values: SettingValue...) { self = .list(values) }
}
