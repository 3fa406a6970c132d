import GRPCCore
import SwiftProtobuf

/// Protobuf messages to and from the memory that the short way carries.
///
/// As the serializers of GRPCProtobuf, with the same errors, but straight to where the message is to lie: they go through
/// a box of bytes of any kind, which costs a small call a tenth of its time.
enum ProtobufCoding {
    static func serialize(_ message: some Message, _ packing: MessagePacking) throws -> OutgoingMessage {
        let memory: MessageMemory
        do {
            memory =
                if let arena = packing.arena {
                    try MessageMemory.$arena.withValue(arena) { try message.serializedBytes() }
                } else {
                    try message.serializedBytes()
                }
        } catch {
            throw RPCError(
                code: .invalidArgument,
                message: "a message of type \(type(of: message)) cannot be serialized",
                cause: error
            )
        }
        switch memory {
        case .array(let bytes):
            return try packing.pack(bytes)
        case .block(let block):
            try packing.check(block.bytes.count)
            return .placed(block)
        }
    }

    static func deserialize<Result: Message>(_ bytes: PluginMessageBytes) throws -> Result {
        try deserialize { try Result(serializedBytes: bytes) }
    }

    static func deserialize<Result: Message>(_ message: IncomingMessage) throws -> Result {
        try deserialize { try message.read { try Result(serializedBytes: $0.bytes) } }
    }

    private static func deserialize<Result: Message>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw RPCError(
                code: .invalidArgument,
                message: "what came is no message of type \(Result.self)",
                cause: error
            )
        }
    }
}

/// What SwiftProtobuf serializes a message into. It makes the memory by this type, once it knows how much it needs.
private enum MessageMemory: SwiftProtobufContiguousBytes {
    case array([UInt8])
    case block(SharedBlock)

    /// Where large messages are laid: there is no other way to tell an initializer that somebody else calls.
    @TaskLocal static var arena: SharedArena?

    init(repeating byte: UInt8, count: Int) {
        if let block = Self.arena?.allocate(count) {
            self = .block(block)
        } else if count > 0 {
            // It is written over from the first to the last byte, so it needs no other value before.
            self = .array([UInt8](unsafeUninitializedCapacity: count) { $1 = count })
        } else {
            // Without capacity the library would write into the one empty array that all threads share.
            self = .array([])
        }
    }

    init(_ bytes: some Sequence<UInt8>) {
        self = .array(Array(bytes))
    }

    var count: Int {
        switch self {
        case .array(let bytes): bytes.count
        case .block(let block): block.bytes.count
        }
    }

    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        switch self {
        case .array(let bytes): try bytes.withUnsafeBytes(body)
        case .block(let block): try body(UnsafeRawBufferPointer(block.bytes))
        }
    }

    mutating func withUnsafeMutableBytes<Result>(
        _ body: (UnsafeMutableRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        switch self {
        case .array(var bytes):
            // Held here alone meanwhile, so that nothing is copied.
            self = .array([])
            defer { self = .array(bytes) }
            return try bytes.withUnsafeMutableBytes(body)
        case .block(let block):
            return try body(block.bytes)
        }
    }
}
