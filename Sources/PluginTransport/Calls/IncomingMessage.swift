import HTTP2Engine

/// A message of a request on the short way, as its handler gets it.
enum IncomingMessage: Sendable {
    case bytes([UInt8])
    /// One that still lies in shared memory.
    case placed(ReceivedBlock)

    /// Hands the bytes over, once.
    func read<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        switch self {
        case .bytes(let bytes): try bytes.withUnsafeBytes(body)
        case .placed(let block): try block.read(body)
        }
    }

    /// The bytes as an array, in place of ``read(_:)``.
    var array: PluginMessageBytes {
        switch self {
        case .bytes(let bytes): bytes
        case .placed(let block): block.read { [UInt8]($0) }
        }
    }
}
