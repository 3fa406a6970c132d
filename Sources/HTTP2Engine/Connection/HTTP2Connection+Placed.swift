// Messages in shared memory, of which only the place comes and goes.
extension HTTP2Connection {
    mutating func receivePlacedMessage(_ header: FrameHeader, _ payload: UnsafeRawBufferPointer) {
        guard let memory = limits.placedMemory else {
            spendControlFrame()
            return
        }
        guard payload.count == MessagePlace.byteCount else {
            fail(.frameSizeError, "a place of \(payload.count) bytes instead of \(MessagePlace.byteCount)")
            return
        }
        let place = MessagePlace(block: payload.bigEndian32(at: 0), count: payload.bigEndian32(at: 4))
        guard memory.holds(place) else {
            fail(.protocolError, "a message is placed outside of the memory for messages")
            return
        }
        guard let stream = streams[header.stream], stream.inbound == .open else {
            events.append(.unclaimed(place))
            receiveStrayData(header, isEmpty: true)
            return
        }
        guard stream.deframer.isAtBoundary, stream.receiveWindow.receiveWhole(place.framedLength) else {
            events.append(.unclaimed(place))
            resetByError(stream, .flowControlError, "a placed message inside another one, or without a window")
            return
        }
        budget.reward()
        let isEnd = header.flags.contains(.endStream)
        guard place.count <= limits.messageSize else {
            events.append(.unclaimed(place))
            refuseMessage(of: stream, .tooLarge(count: Int(place.count), limit: limits.messageSize), isEnd: isEnd)
            return
        }
        stream.receiveWindow.hold(place.framedLength)
        events.append(.placed(stream.id, place))
        if isEnd { endInbound(of: stream) }
    }

    /// Writes the place of a stream's next message.
    mutating func writePlace(of message: any PlacedMessage, on stream: HTTP2Stream) {
        output.appendFrameHeader(payload: MessagePlace.byteCount, type: FrameType.placedMessage, stream: stream.id)
        output.appendBigEndian(message.place.block)
        output.appendBigEndian(message.place.count)
        stream.sendWindow -= message.place.framedLength
        message.handOver()
    }
}
