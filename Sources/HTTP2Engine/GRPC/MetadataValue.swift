/// What gRPC allows as the value of metadata whose name does not end in `-bin`.
package enum MetadataValue {
    /// Whether every byte of `value` is printable ASCII, 0x20 to 0x7E (gRPC over HTTP/2, ASCII-Value).
    ///
    /// The empty value is allowed: the grammar excludes it, but HTTP and every peer know it.
    package static func isValidASCII(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 <= 0x7e }
    }

    /// `value` without the spaces at its ends, which gRPC lets an implementation strip and RFC 9113 section 8.2.1
    /// forbids on the wire.
    package static func trimmed(_ value: String) -> String {
        let space = UInt8(ascii: " ")
        guard value.utf8.first == space || value.utf8.last == space else { return value }
        var bytes = value.utf8.drop { $0 == space }
        while bytes.last == space { bytes.removeLast() }
        return String(Substring(bytes))
    }
}
