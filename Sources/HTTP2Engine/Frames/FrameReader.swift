/// Keeps the beginning of a frame whose end has not come yet.
///
/// Frames that arrive whole are handled where they lie; only one that is cut by a read is copied.
struct FrameReader {
    private var partial: [UInt8] = []

    /// Whether the next byte continues a frame.
    var isInsideFrame: Bool { !partial.isEmpty }

    /// Takes bytes until the frame is whole.
    ///
    /// - Returns: the frame, to be given back to ``recycle(_:)``; nil when all of `input` was taken and more is needed.
    ///   A frame whose header announces more than `maximumPayload` comes as its header alone.
    mutating func complete(from input: inout UnsafeRawBufferPointer, maximumPayload: Int) -> [UInt8]? {
        guard fill(upTo: FrameHeader.length, from: &input) else { return nil }
        let header = partial.withUnsafeBytes { FrameHeader($0) }
        guard header.payloadLength <= maximumPayload else { return take() }
        guard fill(upTo: header.frameLength, from: &input) else { return nil }
        return take()
    }

    /// Reuses the memory of a frame that has been handled.
    mutating func recycle(_ frame: consuming [UInt8]) {
        guard partial.isEmpty else { return }
        partial = frame
        partial.removeAll(keepingCapacity: true)
    }

    private mutating func fill(upTo count: Int, from input: inout UnsafeRawBufferPointer) -> Bool {
        let missing = count - partial.count
        guard missing > 0 else { return true }
        let step = min(missing, input.count)
        partial.append(contentsOf: UnsafeRawBufferPointer(rebasing: input[..<step]))
        input = UnsafeRawBufferPointer(rebasing: input[step...])
        return step == missing
    }

    private mutating func take() -> [UInt8] {
        var frame: [UInt8] = []
        swap(&frame, &partial)
        return frame
    }
}
