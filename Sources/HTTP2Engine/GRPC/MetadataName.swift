/// What gRPC allows as the name of metadata (gRPC over HTTP/2, section "Requests", Custom-Metadata).
package enum MetadataName {
    /// Whether `name` is one or more of `a` to `z`, `0` to `9`, `_`, `-` and `.`.
    ///
    /// Capitals are refused, not lowered: RFC 9113 section 8.2 makes a request that carries one malformed.
    package static func isValid(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
                default: false
                }
            }
    }

    /// Whether `name` belongs to gRPC (`grpc-` first) or to HTTP/2 (`:` first), so that a caller may not set it.
    package static func isReserved(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: ":") || name.utf8.starts(with: "grpc-".utf8)
    }

    /// Whether the value under `name` is bytes in `BinaryMetadata` form, which the suffix `-bin` says.
    package static func isBinary(_ name: String) -> Bool {
        name.utf8.suffix(4).elementsEqual("-bin".utf8)
    }
}
