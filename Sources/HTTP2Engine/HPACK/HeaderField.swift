/// One header field: a name and a value, as HTTP/2 carries them (RFC 9113 section 8.2).
///
/// Nothing is checked here: whether a name is lower case, or a pseudo-header where it may stand, is for the code that
/// reads a list. Two fields are equal when their texts are, which is Unicode equivalence and not sameness of octets.
package struct HeaderField: Hashable, Sendable {
    /// The name; a pseudo-header begins with a colon.
    package var name: String
    /// The value, as text: octets that are not UTF-8 were replaced by U+FFFD.
    package var value: String

    /// Creates a field from `name` and `value`, unchecked.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension HeaderField {
    /// Whether it is one of those that stand before all others and say what HTTP/1 has in its first line (RFC 9113,
    /// section 8.3).
    var isPseudo: Bool { name.utf8.first == UInt8(ascii: ":") }

    /// The size of a list as a peer's limit counts it: 32 octets for each field beside its own (RFC 9113, section 6.5.2).
    static func listSize(_ fields: [HeaderField]) -> Int {
        fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 32 }
    }
}
