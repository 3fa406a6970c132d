import GRPCCore
import HTTP2Engine

extension Metadata {
    /// The fields of a head or of trailers, as the application sees them.
    ///
    /// Values of names that end in `-bin` stay as they came; reading them as bytes decodes them.
    init(_ fields: [HeaderField]) {
        self.init()
        reserveCapacity(fields.count)
        for field in fields {
            if MetadataName.isBinary(field.name), field.value.utf8.contains(UInt8(ascii: ",")) {
                // Several values may come in one field.
                for value in field.value.split(separator: ",", omittingEmptySubsequences: false) {
                    addString(String(value.drop { $0 == " " }), forKey: field.name)
                }
            } else {
                addString(field.value, forKey: field.name)
            }
        }
    }

    /// The metadata of a request with what gRPC's general server looks for in it.
    init(_ head: RequestHead) {
        self.init(head.metadata)
        if let timeout = head.timeout { addString(GRPCTimeout.encode(timeout), forKey: "grpc-timeout") }
    }

    /// Names of fields that gRPC and HTTP/2 write themselves, or that HTTP/2 forbids: one of the application would
    /// contradict theirs, or make the whole call malformed (RFC 9113, section 8.2.2).
    private static let ownNames: Set<String> = [
        "content-type", "te", "grpc-encoding", "grpc-accept-encoding", "grpc-status", "grpc-message",
        "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade",
    ]

    /// The fields to send.
    ///
    /// - Throws: `RPCError`, `internalError`, when a name or a value cannot be sent.
    func headerFields() throws(RPCError) -> [HeaderField] {
        guard !isEmpty else { return [] }
        var fields: [HeaderField] = []
        fields.reserveCapacity(count)
        for (key, value) in self {
            let name = key.lowercased()
            guard MetadataName.isValid(name), !Self.ownNames.contains(name) else {
                throw RPCError(code: .internalError, message: "the metadata name \(key) cannot be sent")
            }
            switch value {
            case .string(let text):
                guard MetadataValue.isValidASCII(text) else {
                    throw RPCError(
                        code: .internalError,
                        message: "the value of the metadata \(key) has characters that cannot be sent; "
                            + "use a name that ends in -bin for bytes"
                    )
                }
                fields.append(HeaderField(name, text))
            case .binary(let bytes):
                fields.append(HeaderField(name, BinaryMetadata.encode(bytes)))
            }
        }
        return fields
    }
}
