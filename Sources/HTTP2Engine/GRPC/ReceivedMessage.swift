/// One message as it was taken out of a stream, still compressed if the peer compressed it.
package struct ReceivedMessage: Sendable, Hashable {
    package var bytes: [UInt8]
    /// The flag of the prefix: `bytes` are compressed in the way that `grpc-encoding` names.
    package var isCompressed: Bool

    package init(bytes: [UInt8], isCompressed: Bool) {
        self.bytes = bytes
        self.isCompressed = isCompressed
    }

    /// What the message took on the wire in bytes, its prefix included.
    package var framedLength: Int { MessagePrefix.byteCount + bytes.count }
}
