import NIOCore

/// A message of a call: its number, four bytes big-endian, and what the plugin's contract says.
struct BinaryMessage: Hashable, Sendable {
    static let headerBytes = 4

    let id: UInt32
    let payload: [UInt8]

    init(id: UInt32, payload: [UInt8]) {
        self.id = id
        self.payload = payload
    }

    /// Takes a message apart.
    init(_ bytes: [UInt8]) throws(SocketClose) {
        guard bytes.count >= Self.headerBytes else {
            throw .unacceptable("a binary message begins with the number of its call, four bytes")
        }
        id = bytes.prefix(Self.headerBytes).reduce(0) { $0 << 8 | UInt32($1) }
        payload = Array(bytes.dropFirst(Self.headerBytes))
    }

    var buffer: ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(Self.headerBytes + payload.count)
        buffer.writeInteger(id)
        buffer.writeBytes(payload)
        return buffer
    }
}
