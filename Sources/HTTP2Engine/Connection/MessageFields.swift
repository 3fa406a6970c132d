/// A header list that keeps the rules of HTTP/2 (RFC 9113, section 8.2), split into what the protocol takes for itself
/// and what the application sees.
struct MessageFields {
    /// Fields of the protocol, which the application does not see.
    private static let reserved: Set<String> = [
        "content-type", "te", "grpc-timeout", "grpc-encoding", "grpc-accept-encoding", "grpc-status", "grpc-message",
    ]
    /// Fields that belong to one connection of HTTP/1 (RFC 9113, section 8.2.2).
    private static let forbidden: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade",
    ]

    private var known: [String: String] = [:]
    /// What the application sees, in its order.
    private(set) var metadata: [HeaderField] = []

    /// - Parameter pseudo: the pseudo-header fields that may come, each at most once and before all others.
    /// - Returns: nil when a rule is broken.
    init?(_ list: HeaderList, pseudo: Set<String>) {
        var isPastPseudo = false
        for field in list.fields {
            guard Self.isFieldValue(field.value) else { return nil }
            if field.isPseudo {
                guard !isPastPseudo, pseudo.contains(field.name), known[field.name] == nil else { return nil }
                known[field.name] = field.value
                continue
            }
            isPastPseudo = true
            guard Self.isFieldName(field.name), !Self.forbidden.contains(field.name) else { return nil }
            if Self.reserved.contains(field.name) {
                if field.name == "te", field.value != "trailers" { return nil }
                keep(field)
            } else {
                metadata.append(field)
            }
        }
    }

    subscript(name: String) -> String? { known[name] }

    /// Of a field that has one value and comes again the last counts, as it does for grpc-go and gRPC C core, so that a
    /// call means the same to all. A list goes on where it comes again (RFC 9110, section 5.3).
    private mutating func keep(_ field: HeaderField) {
        if field.name == "grpc-accept-encoding", known[field.name] != nil {
            // In place, as a peer may send a thousand of them.
            known[field.name, default: ""] += ",\(field.value)"
        } else {
            known[field.name] = field.value
        }
    }

    /// Lower case, and no characters that could end a field (RFC 9113, section 8.2.1).
    private static func isFieldName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: ":") && !(0x41...0x5a ~= $0) }
    }

    /// Nothing that could end a value (RFC 9113, section 8.2.1). Blanks at its ends are taken as they are, because peers
    /// send them in metadata.
    private static func isFieldValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 != 0x00 && $0 != 0x0a && $0 != 0x0d }
    }
}
