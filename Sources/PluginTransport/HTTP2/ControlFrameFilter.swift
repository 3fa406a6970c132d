package import NIOCore

/// Takes two kinds of frames out of an HTTP/2 connection, below the HTTP/2 handler, which would count them as an attack.
///
/// NIOHTTP2 closes a connection after 200 PING frames, or 200 RST_STREAM frames, in 30 seconds, and the gRPC transport
/// has no setting for it. Go peers send both in an ordinary call loop:
///
/// - a PING for nearly every message that they receive, to estimate bandwidth: answered here;
/// - RST_STREAM with NO_ERROR (RFC 9113, section 8.1) when they have answered a call before its half-close arrived:
///   dropped here, on the client's side. The half-close is under way, and ends the stream.
///
/// All other frames pass, and their bytes are never copied. A peer that sends PINGs and never reads the answers is cut
/// off after ``maximumUnsentAnswers``.
package final class ControlFrameFilter: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    /// Which end of the connection this is: a server first receives the client's 24-byte preface.
    package enum Role: Sendable {
        case client
        case server
    }

    /// How many answers may wait for the peer to read before the connection is closed.
    package static let maximumUnsentAnswers = 1024
    /// How many answers are written before they are sent, so that a burst is not taken for a peer that never reads.
    private static let answersPerFlush = 128

    private static let prefaceLength = 24

    private let role: Role
    /// Bytes of the current frame, or of the preface, that pass through unread.
    private var passing: Int
    /// The start of a frame that is not whole yet: a header, or a frame that may be taken out; at most 17 bytes.
    private var partial = ByteBuffer()
    private var unsentAnswers = 0
    private var unflushedAnswers = 0

    package init(role: Role) {
        self.role = role
        passing = role == .server ? Self.prefaceLength : 0
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var input = unwrapInboundIn(data)
        if partial.readableBytes > 0 {
            var joined = partial
            joined.writeBuffer(&input)
            partial = ByteBuffer()
            input = joined
        }
        // Slices are taken of what came, because a buffer gives none of what was read from it.
        let whole = input
        var firstUnsent = input.readerIndex

        func pass(upTo end: Int) {
            if end > firstUnsent, let slice = whole.getSlice(at: firstUnsent, length: end - firstUnsent) {
                context.fireChannelRead(wrapInboundOut(slice))
            }
        }

        while input.readableBytes > 0 {
            if passing > 0 {
                let step = min(passing, input.readableBytes)
                input.moveReaderIndex(forwardBy: step)
                passing -= step
                continue
            }
            guard let header = FrameHeader(input) else { break }
            guard header.mayBeTaken(by: role) else {
                passing = header.frameLength
                continue
            }
            guard input.readableBytes >= header.frameLength else { break }
            guard header.isTaken(input) else {
                passing = header.frameLength
                continue
            }
            pass(upTo: input.readerIndex)
            if let frame = input.readSlice(length: header.frameLength), header.kind == .ping {
                answer(context: context, ping: frame)
            }
            firstUnsent = input.readerIndex
        }
        pass(upTo: input.readerIndex)
        if input.readableBytes > 0 { partial = input }
        flushAnswers(context: context)
    }

    private func answer(context: ChannelHandlerContext, ping: ByteBuffer) {
        var frame = ping
        frame.setInteger(FrameHeader.acknowledgement, at: frame.readerIndex + FrameHeader.flagsOffset)
        unsentAnswers += 1
        guard unsentAnswers <= Self.maximumUnsentAnswers else {
            context.close(promise: nil)
            return
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in self.unsentAnswers -= 1 }
        context.write(wrapOutboundOut(frame), promise: written)
        unflushedAnswers += 1
        if unflushedAnswers == Self.answersPerFlush { flushAnswers(context: context) }
    }

    private func flushAnswers(context: ChannelHandlerContext) {
        guard unflushedAnswers > 0 else { return }
        unflushedAnswers = 0
        context.flush()
    }
}

/// The first nine bytes of an HTTP/2 frame (RFC 9113, section 4.1), as far as the filter needs them.
private struct FrameHeader {
    enum Kind: UInt8 {
        case resetStream = 3
        case ping = 6
    }

    static let length = 9
    static let flagsOffset = 4
    static let acknowledgement: UInt8 = 1

    /// The kind, if it is one that may be taken out.
    var kind: Kind?
    /// The length of the whole frame, with this header.
    var frameLength: Int
    private var flags: UInt8

    init?(_ buffer: ByteBuffer) {
        guard
            buffer.readableBytes >= Self.length,
            let high = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self),
            let low = buffer.getInteger(at: buffer.readerIndex + 1, as: UInt16.self),
            let type = buffer.getInteger(at: buffer.readerIndex + 3, as: UInt8.self),
            let flags = buffer.getInteger(at: buffer.readerIndex + Self.flagsOffset, as: UInt8.self)
        else { return nil }
        kind = Kind(rawValue: type)
        frameLength = Self.length + (Int(high) << 16 | Int(low))
        self.flags = flags
    }

    /// Whether the whole frame must be seen to decide. A malformed one is left for the HTTP/2 handler to refuse.
    func mayBeTaken(by role: ControlFrameFilter.Role) -> Bool {
        switch kind {
        // The answer to a PING of our own is the HTTP/2 handler's.
        case .ping: frameLength == Self.length + 8 && flags & Self.acknowledgement == 0
        case .resetStream: role == .client && frameLength == Self.length + 4
        case nil: false
        }
    }

    /// Whether the frame at the start of `buffer` is taken out.
    func isTaken(_ buffer: ByteBuffer) -> Bool {
        kind == .ping || buffer.getInteger(at: buffer.readerIndex + Self.length, as: UInt32.self) == 0
    }
}
