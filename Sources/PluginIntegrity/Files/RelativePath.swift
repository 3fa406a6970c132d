/// A path below a plugin's folder as the bytes on disk, which need not be UTF-8.
package struct RelativePath: Hashable, Comparable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(_ text: String) {
        self.bytes = Array(text.utf8)
    }

    /// The components.
    package var components: [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    }

    /// The path as text, or nil when it is not UTF-8.
    package var text: String? { String(validating: bytes, as: UTF8.self) }

    /// The path for a person.
    package var shown: String { PathText.shown(bytes) }

    /// The folders above, nearest first.
    var ancestors: [RelativePath] {
        bytes.indices.reversed().filter { bytes[$0] == UInt8(ascii: "/") }.map { RelativePath(Array(bytes[..<$0])) }
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
