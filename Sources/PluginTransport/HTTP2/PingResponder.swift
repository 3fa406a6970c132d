package import NIOCore

/// Answers HTTP/2 PING frames below the HTTP/2 handler, and drops them.
///
/// grpc-go sends a PING for nearly every message it receives, to estimate bandwidth. NIOHTTP2 closes a connection
/// after 200 of them in 30 seconds and offers no setting for it through the gRPC transport, so an ordinary call loop
/// against a Go peer would die. Frames other than PING pass untouched; their bytes are never copied.
///
/// A peer that sends PINGs and never reads the answers is cut off after ``maximumUnsentAnswers``.
package final class PingResponder: ChannelInboundHandler, RemovableChannelHandler {
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

    private static let prefaceLength = 24
    private static let headerLength = 9
    private static let pingType: UInt8 = 6
    private static let pingLength = 8
    private static let ackFlag: UInt8 = 1

    /// Bytes of the current frame, or of the preface, that pass through unread.
    private var passing: Int
    /// The start of a frame that is not whole yet: a header, or a PING; never more than 17 bytes.
    private var partial = ByteBuffer()
    private var unsentAnswers = 0

    package init(role: Role) {
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
        var answered = false

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
            guard header.type == Self.pingType, header.length == Self.pingLength else {
                passing = Self.headerLength + header.length
                continue
            }
            guard input.readableBytes >= Self.headerLength + Self.pingLength else { break }
            if header.flags & Self.ackFlag != 0 {
                // An answer to a PING that the HTTP/2 handler sent itself (keepalive).
                passing = Self.headerLength + Self.pingLength
                continue
            }
            pass(upTo: input.readerIndex)
            answer(context: context, ping: &input)
            firstUnsent = input.readerIndex
            answered = true
        }
        pass(upTo: input.readerIndex)
        if input.readableBytes > 0 { partial = input }
        if answered { context.flush() }
    }

    private func answer(context: ChannelHandlerContext, ping: inout ByteBuffer) {
        guard var frame = ping.readSlice(length: Self.headerLength + Self.pingLength) else { return }
        unsentAnswers += 1
        guard unsentAnswers <= Self.maximumUnsentAnswers else {
            context.close(promise: nil)
            return
        }
        frame.setInteger(Self.ackFlag, at: frame.readerIndex + 4)
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in self.unsentAnswers -= 1 }
        context.write(wrapOutboundOut(frame), promise: written)
    }

    private struct FrameHeader {
        var length: Int
        var type: UInt8
        var flags: UInt8

        init?(_ buffer: ByteBuffer) {
            guard
                let high = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self),
                let low = buffer.getInteger(at: buffer.readerIndex + 1, as: UInt16.self),
                let type = buffer.getInteger(at: buffer.readerIndex + 3, as: UInt8.self),
                let flags = buffer.getInteger(at: buffer.readerIndex + 4, as: UInt8.self),
                buffer.readableBytes >= PingResponder.headerLength
            else { return nil }
            length = Int(high) << 16 | Int(low)
            self.type = type
            self.flags = flags
        }
    }
}
