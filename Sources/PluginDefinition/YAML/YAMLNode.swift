/// One value of a YAML document, with the place where it begins.
///
/// Aliases are already replaced by what they name, so this is a plain tree. Its depth and size are within
/// ``DefinitionLimits``, which makes it safe to walk recursively.
struct YAMLNode: Sendable {
    enum Value: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([Entry])
        /// Something was wrong here and has been reported; say nothing more about it.
        case broken
    }

    /// One pair of a mapping. Keys are scalars, and each is there once.
    struct Entry: Sendable {
        let key: String
        let keyPosition: Position
        let value: YAMLNode
    }

    var value: Value
    var position: Position
}

/// A scalar as written, and what YAML takes it for.
struct YAMLScalar: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case null
        case boolean
        case integer
        case decimal
        case string
    }

    let text: String
    /// Without quotes and not a block scalar; only then can it be anything but a string.
    let isPlain: Bool

    /// What the scalar is.
    ///
    /// YAML 1.2 and 1.1 disagree about words such as `yes` and numbers such as `0o17`; a definition is written for
    /// tools of both kinds, so whatever either of them takes for something else is not a string here.
    var kind: Kind {
        guard isPlain else { return .string }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE", "false", "False", "FALSE": return .boolean
        case "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF": return .boolean
        case "y", "Y", "n", "N": return .boolean
        default: return Self.numberKind(of: text)
        }
    }

    /// The integer, if it is one that every YAML version reads alike: decimal digits without a leading zero.
    var integer: Int? {
        guard kind == .integer, let value = Int(text), String(value) == text else { return nil }
        return value
    }

    /// The boolean, if it is one that every YAML version reads alike.
    var boolean: Bool? {
        guard isPlain else { return nil }
        switch text {
        case "true": return true
        case "false": return false
        default: return nil
        }
    }

    private static func numberKind(of text: String) -> Kind {
        var digits = text.utf8[...]
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits.removeFirst() }
        if String(decoding: digits, as: UTF8.self).lowercased() == ".inf" || text.lowercased() == ".nan" {
            return .decimal
        }
        guard let first = digits.first, isDigit(first) || first == UInt8(ascii: ".") else { return .string }
        if let radix = radix(of: digits) {
            let rest = digits.dropFirst(2)
            return !rest.isEmpty && rest.allSatisfy { isDigit($0, radix: radix) || $0 == underscore }
                ? .integer : .string
        }
        return decimalKind(of: digits)
    }

    private static func radix(of digits: Substring.UTF8View) -> Int? {
        guard digits.first == UInt8(ascii: "0"), let second = digits.dropFirst().first else { return nil }
        switch second {
        case UInt8(ascii: "x"): return 16
        case UInt8(ascii: "o"): return 8
        case UInt8(ascii: "b"): return 2
        default: return nil
        }
    }

    /// Digits, at most one point, at most one exponent; underscores as YAML 1.1 allows them.
    private static func decimalKind(of digits: Substring.UTF8View) -> Kind {
        var rest = digits
        let whole = rest.prefix { isDigit($0) || $0 == underscore }
        rest = rest.dropFirst(whole.count)
        if rest.isEmpty { return .integer }
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            let digits = rest.prefix { isDigit($0) || $0 == underscore }
            fraction = digits.count
            rest = rest.dropFirst(digits.count)
        }
        guard whole.count + fraction > 0 else { return .string }
        if let exponent = rest.first, exponent == UInt8(ascii: "e") || exponent == UInt8(ascii: "E") {
            rest.removeFirst()
            if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
            guard !rest.isEmpty else { return .string }
            rest = rest.drop(while: { isDigit($0) })
        }
        return rest.isEmpty ? .decimal : .string
    }

    private static let underscore = UInt8(ascii: "_")

    private static func isDigit(_ byte: UInt8, radix: Int = 10) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) < radix
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): radix == 16
        default: false
        }
    }
}
