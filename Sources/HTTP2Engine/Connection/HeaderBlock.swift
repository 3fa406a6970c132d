/// A header block that comes in several frames.
struct HeaderBlock {
    var stream: StreamID
    var isEndOfStream: Bool
    var bytes: [UInt8]
    var frameCount = 1
}
