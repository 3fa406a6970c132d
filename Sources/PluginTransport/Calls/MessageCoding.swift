import GRPCCore
import HTTP2Engine

/// The bytes of one message on a plugin connection.
public typealias PluginMessageBytes = [UInt8]

extension MessageCompression {
    init(_ algorithm: CompressionAlgorithm?) {
        switch algorithm {
        case .gzip: self = .gzip
        case .deflate: self = .deflate
        default: self = .identity
        }
    }
}

extension ReceivedMessage {
    /// The message itself.
    ///
    /// - Parameters:
    ///   - compression: what the peer said about messages that are marked as compressed; nil for a way not known here.
    ///   - limit: how large it may become, in bytes.
    /// - Throws: `RPCError`: `internalError`, `unimplemented`, `resourceExhausted`.
    func unpacked(_ compression: MessageCompression?, limit: Int) throws(RPCError) -> [UInt8] {
        guard isCompressed else { return bytes }
        guard let compression else {
            throw RPCError(code: .unimplemented, message: "the message is compressed in a way that is not known here")
        }
        guard compression != .identity else {
            throw RPCError(code: .internalError, message: "the message is marked as compressed, but nobody said how")
        }
        var result: Result<[UInt8], GRPCCodingError> = .success([])
        bytes.withUnsafeBytes { bytes in
            do throws(GRPCCodingError) {
                result = .success(try compression.decompress(bytes, limit: limit))
            } catch {
                result = .failure(error)
            }
        }
        switch result {
        case .success(let message): return message
        case .failure(let error): throw RPCError(error.status)
        }
    }
}
