/// A path below a plugin's folder as the bytes on disk, which need not be UTF-8.
struct RelativePath: Hashable, Comparable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(_ text: String) {
        self.bytes = Array(text.utf8)
    }

    /// The components.
    var components: [ArraySlice<UInt8>] { bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) }

    /// The path as text, or nil when it is not UTF-8.
    var text: String? { String(validating: bytes, as: UTF8.self) }

    /// The path for a person.
    var shown: String { PathText.shown(bytes) }

    /// The folders above, nearest first.
    var ancestors: [RelativePath] {
        bytes.indices.reversed().filter { bytes[$0] == UInt8(ascii: "/") }.map { RelativePath(Array(bytes[..<$0])) }
    }

    static func < (left: Self, right: Self) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
