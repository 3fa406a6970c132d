import GRPCCore
import HTTP2Engine

/// A message as it is given to the engine.
enum OutgoingMessage: Sendable {
    case bytes([UInt8], isCompressed: Bool)
    /// One that lies where the peer can take it.
    case placed(SharedBlock)
}

/// How the messages of one call are made ready for their way.
struct MessagePacking: Sendable {
    var compression: MessageCompression
    /// Where large messages are laid; nil when they go over the wire.
    var arena: SharedArena?
    /// The largest message that may be sent, in bytes.
    var limit: Int

    /// Makes a serialized message ready.
    ///
    /// - Throws: `RPCError`: `resourceExhausted` for one that is too large, `internalError`.
    func pack(_ message: PluginMessageBytes) throws(RPCError) -> OutgoingMessage {
        try check(message.count)
        guard compression == .identity else {
            return .bytes(try compression.packed(message), isCompressed: true)
        }
        guard let block = arena?.allocate(message.count) else { return .bytes(message, isCompressed: false) }
        message.withUnsafeBytes { block.bytes.copyMemory(from: $0) }
        return .placed(block)
    }

    func check(_ count: Int) throws(RPCError) {
        guard count <= limit else {
            throw RPCError(
                code: .resourceExhausted,
                message: "a message has \(count) bytes; this call sends \(limit) at most"
            )
        }
    }
}

extension MessageCompression {
    fileprivate func packed(_ message: [UInt8]) throws(RPCError) -> [UInt8] {
        var result: Result<[UInt8], GRPCCodingError> = .success([])
        message.withUnsafeBytes { bytes in
            do throws(GRPCCodingError) {
                result = .success(try compress(bytes))
            } catch {
                result = .failure(error)
            }
        }
        switch result {
        case .success(let bytes): return bytes
        case .failure(let error): throw RPCError(error.status)
        }
    }
}

extension GRPCConnection {
    /// How the messages of a call on this connection are made ready.
    func packing(_ compression: MessageCompression, limit: Int = .max) -> MessagePacking {
        // Compressing is a pass over the message as it is, and makes it small.
        MessagePacking(
            compression: compression,
            arena: compression == .identity ? messages?.outbound : nil,
            limit: limit
        )
    }
}
