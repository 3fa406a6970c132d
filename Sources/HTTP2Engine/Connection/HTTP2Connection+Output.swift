// Calls become frames.
extension HTTP2Connection {
    /// How much is cut into frames ahead of the socket, in bytes: enough to keep it busy, and no more than a message
    /// that comes later has to wait for.
    static let outputMark = 256 * 1024

    /// Whether there is something to send now.
    package var hasOutput: Bool { !output.isEmpty || (!line.isEmpty && sendWindow > 0) }

    /// Whether all there is to send are answers to what the peer sent of its own (PING, SETTINGS).
    package var hasOnlyAnswers: Bool { answerCount > 0 && output.count == answerCount && line.isEmpty }

    /// Moves what is to be sent into `buffer`, which must be empty and keeps its memory between calls.
    ///
    /// What is taken must reach the peer, in this order. Taking it may make streams writable again, and new ones possible.
    package mutating func takeOutput(into buffer: inout [UInt8]) {
        writeWaiting()
        swap(&output, &buffer)
        outputNumber += 1
        answerCount = 0
        unsentEnds = 0
        announceStreams()
    }

    /// Lets the streams that wait take turns, a frame each.
    private mutating func writeWaiting() {
        while output.count < Self.outputMark, sendWindow > 0, let id = line.popFirst() {
            guard let stream = streams[id] else { continue }
            stream.isInLine = false
            writeFrame(of: stream)
            joinLine(stream)
        }
    }

    /// Puts a stream into the line if it can send something.
    mutating func joinLine(_ stream: HTTP2Stream) {
        guard !stream.isInLine, !stream.queue.isEmpty, stream.sendWindow > 0 else { return }
        stream.isInLine = true
        line.append(stream.id)
        // Calls that ended in the line leave their places, which a shut window would keep for ever.
        if line.count > 2 * streams.count + 1024 { line.keep { streams[$0] != nil } }
    }

    /// Writes what the windows and the output take of a stream's messages.
    mutating func writeData(of stream: HTTP2Stream) {
        while !stream.queue.isEmpty, output.count < Self.outputMark, min(stream.sendWindow, sendWindow) > 0 {
            writeFrame(of: stream)
        }
    }

    /// Writes one DATA frame or place, and with the last one the end.
    private mutating func writeFrame(of stream: HTTP2Stream) {
        let place = outputEnd
        if let message = stream.queue.nextPlaced {
            guard stream.sendWindow > 0 else { return }
            writePlace(of: message, on: stream)
            stream.queue.removePlaced()
        } else {
            let frameSize = min(peer.maximumFrameSize, limits.frameSize)
            let count = min(stream.queue.movableCount, frameSize, stream.sendWindow, sendWindow)
            guard count > 0 else { return }
            output.appendFrameHeader(payload: count, type: FrameType.data, stream: stream.id)
            stream.queue.move(count, to: &output)
            stream.sendWindow -= count
            sendWindow -= count
        }
        stream.lastFrame = place
        // The peer gives windows back for what it gets.
        budget.reward()
        if stream.isHeldBack, stream.queue.byteCount < Self.queueMark {
            stream.isHeldBack = false
            events.append(.writable(stream.id))
        }
        if stream.queue.isEmpty, stream.outbound == .finishing { writeEnd(of: stream) }
    }

    /// Ends a stream whose messages are all in the output.
    mutating func writeEnd(of stream: HTTP2Stream) {
        if let trailers = stream.trailers {
            stream.trailers = nil
            writeHeaders(on: stream, endsStream: true) { connection, block in
                connection.appendTrailers(trailers, to: &block)
            }
        } else if let last = stream.lastFrame, last.output == outputNumber {
            // The frame has not left yet, so the end costs none of its own.
            output[last.offset + 4] |= FrameFlags.endStream.rawValue
        } else {
            output.appendFrameHeader(payload: 0, type: FrameType.data, flags: .endStream, stream: stream.id)
        }
        endOutbound(of: stream)
    }

    mutating func endOutbound(of stream: HTTP2Stream) {
        stream.outbound = .ended
        if role == .server { linger(stream) }
        if role == .server, stream.inbound != .ended {
            // The rest of the request is of no use to anybody (RFC 9113, section 8.1).
            output.appendResetStream(stream.id, .noError)
            stream.inbound = .ended
        }
        removeIfDone(stream)
    }

    /// Where the next frame will lie.
    private var outputEnd: OutputPlace { OutputPlace(output: outputNumber, offset: output.count) }

    /// Lets the peer send more on a stream, or on stream 0, the connection.
    ///
    /// - Parameter last: where it was told so before. What has not left says more instead of another frame behind it, so
    ///   that a peer that sends and does not read cannot make them pile up.
    /// - Returns: where it is told so now.
    mutating func writeWindowUpdate(_ id: StreamID, increment: Int, last: OutputPlace?) -> OutputPlace {
        if let last, last.output == outputNumber {
            let place = last.offset + FrameHeader.length
            let total = Int(output.withUnsafeBytes { $0.bigEndian32(at: place) }) + increment
            // More than a window can be has no room, and no peer has it that keeps the rules.
            if total <= ConnectionLimits.largest {
                output.setBigEndian(UInt32(total), at: place)
                return last
            }
        }
        defer { output.appendWindowUpdate(id, increment: increment) }
        return outputEnd
    }

    private mutating func appendTrailers(_ trailers: HTTP2Stream.Trailers, to block: inout [UInt8]) {
        if trailers.status.code == .ok, trailers.status.message.isEmpty {
            blocks.okTrailers(encoder: &encoder, to: &block)
            appendFields(trailers.metadata, compression: .identity, to: &block)
        } else {
            encoder.beginBlock(&block)
            appendFields(
                Self.trailers(trailers.status, metadata: trailers.metadata),
                compression: .identity,
                to: &block
            )
        }
    }

    /// The application's fields, which get no place in the peer's table: they may never come again.
    mutating func appendFields(
        _ fields: [HeaderField],
        compression: MessageCompression,
        to block: inout [UInt8]
    ) {
        if compression != .identity {
            encoder.append("grpc-encoding", compression.name, indexing: .none, to: &block)
        }
        for field in fields { encoder.append(field.name, field.value, indexing: .none, to: &block) }
    }

    mutating func writeHeaders(_ fields: [HeaderField], on stream: HTTP2Stream, endsStream: Bool) {
        writeHeaders(on: stream, endsStream: endsStream) { connection, block in
            connection.encoder.beginBlock(&block)
            connection.appendFields(fields, compression: .identity, to: &block)
        }
    }

    /// Writes a header block: behind a frame header whose length is filled in afterwards, and cut into CONTINUATION
    /// frames if the peer takes no frame that long.
    mutating func writeHeaders(
        on stream: HTTP2Stream,
        endsStream: Bool,
        block write: (inout HTTP2Connection, inout [UInt8]) -> Void
    ) {
        let start = output.count
        stream.lastFrame = outputEnd
        let end: FrameFlags = endsStream ? .endStream : []
        output.appendFrameHeader(payload: 0, type: FrameType.headers, flags: end.union(.endHeaders), stream: stream.id)
        // The block is written in place, which the closure cannot do while it also changes the connection.
        var bytes: [UInt8] = []
        swap(&bytes, &output)
        write(&self, &bytes)
        swap(&bytes, &output)
        let length = output.count - start - FrameHeader.length
        if length <= peer.maximumFrameSize {
            output[start] = UInt8(truncatingIfNeeded: length >> 16)
            output[start + 1] = UInt8(truncatingIfNeeded: length >> 8)
            output[start + 2] = UInt8(truncatingIfNeeded: length)
        } else {
            cutHeaders(from: start, stream: stream.id, flags: end)
        }
    }

    private mutating func cutHeaders(from start: Int, stream: StreamID, flags: FrameFlags) {
        let block = Array(output[(start + FrameHeader.length)...])
        output.removeSubrange(start...)
        var offset = 0
        while offset < block.count {
            let end = min(offset + peer.maximumFrameSize, block.count)
            output.appendFrameHeader(
                payload: end - offset,
                type: offset == 0 ? FrameType.headers : FrameType.continuation,
                flags: (offset == 0 ? flags : []).union(end == block.count ? .endHeaders : []),
                stream: stream
            )
            output += block[offset..<end]
            offset = end
        }
    }
}
