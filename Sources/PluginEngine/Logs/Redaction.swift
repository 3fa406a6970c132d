/// Takes secrets out of text before it is kept, shown or written.
///
/// Two things are replaced by ``mark``: values that are known to be secret, wherever they are, and what looks like a
/// secret by its form; docs/observability.md lists the forms. The time taken grows with the text alone, whatever it
/// holds. A private key that a plugin prints line by line is only found when its value is known.
public struct Redaction: Sendable {
    /// What stands where a secret was.
    public static let mark = "[redacted]"

    private let values: SecretValues

    /// Creates the redaction of one plugin.
    ///
    /// - Parameter secrets: values to replace wherever they occur: at most 256, and each of at least 4 bytes, because
    ///   shorter ones are part of any text.
    public init(secrets: some Collection<String> = []) {
        values = SecretValues(secrets)
    }

    /// The text without secrets.
    public func redact(_ text: String) -> String {
        redact(text, isCut: false)
    }

    /// The value of a field without secrets: nothing is left of it when its name says that it is one.
    public func redact(_ value: String, name: String) -> String {
        redact(value, name: name, isCut: false)
    }

    /// - Parameter isCut: whether the text is only the beginning of a longer one.
    func redact(_ text: String, isCut: Bool) -> String {
        let bytes = Array(text.utf8)
        let known = Self.replaced(values.ranges(in: bytes, isCut: isCut), in: bytes)
        var scanner = SecretScanner(known ?? bytes)
        guard let result = Self.replaced(scanner.ranges(), in: known ?? bytes) ?? known else { return text }
        return String(decoding: result, as: UTF8.self)
    }

    func redact(_ value: String, name: String, isCut: Bool) -> String {
        if !value.isEmpty, SecretName.isSecret(Array(name.utf8)[...]) { return Self.mark }
        return redact(value, isCut: isCut)
    }

    /// Nil when there is nothing to replace.
    private static func replaced(_ ranges: [Range<Int>], in bytes: [UInt8]) -> [UInt8]? {
        if ranges.isEmpty { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var end = 0
        for range in ranges {
            result += bytes[end..<range.lowerBound]
            result += mark.utf8
            end = range.upperBound
        }
        result += bytes[end...]
        return result
    }
}
