extension YamuxSession {
    /// A data frame of which not all bytes came yet.
    struct Body: Sendable {
        var stream: UInt32
        /// How many bytes are missing.
        var missing: UInt32
        /// Whether the stream stood when the frame began, so that its window was charged.
        var isWanted: Bool
        /// Whether the peer finishes the stream with this frame.
        var isLast: Bool
    }

    /// Takes the next bytes from the carrier, in portions of any size.
    ///
    /// Frames for streams that do not stand are ignored, and their data is left out: the peer may have sent them before
    /// it heard that the stream was dropped. Pings are answered, and answers to pings ignored.
    ///
    /// - Returns: What the peer did, in order.
    /// - Throws: The first violation of the protocol or of the limits, and the same one on every later call. What came
    ///   before it in the same portion is not reported. The session is over then, and its last output tells the peer
    ///   so with the code ``protocolErrorCode``.
    public mutating func receive(_ bytes: some Collection<UInt8>) throws(YamuxError) -> [Event] {
        if let failure { throw failure }
        var events: [Event] = []
        do {
            var rest = bytes[...]
            while !rest.isEmpty {
                if let current = body {
                    let part = rest.prefix(Int(clamping: current.missing))
                    rest = rest[part.endIndex...]
                    receive(Array(part), of: current, &events)
                } else {
                    let part = rest.prefix(YamuxHeader.size - partialHeader.count)
                    rest = rest[part.endIndex...]
                    partialHeader.append(contentsOf: part)
                    guard partialHeader.count == YamuxHeader.size else { break }
                    let header = try YamuxHeader(parsing: partialHeader)
                    partialHeader.removeAll(keepingCapacity: true)
                    try receive(header, &events)
                }
            }
        } catch {
            failure = error
            streams = [:]
            partialHeader = []
            body = nil
            queue(YamuxHeader(.goAway, length: Self.protocolErrorCode))
            throw error
        }
        return events
    }

    /// As ``receive(_:)-(Collection<UInt8>)``, for bytes that are in no collection of their own.
    package mutating func receive(_ bytes: UnsafeRawBufferPointer) throws(YamuxError) -> [Event] {
        // Here the generic function is made for this type; callers in other modules could not have that.
        try receive(bytes[...])
    }

    private mutating func receive(_ header: YamuxHeader, _ events: inout [Event]) throws(YamuxError) {
        switch header.kind {
        case .ping:
            guard header.flags.contains(.syn) else { return }
            try answer(YamuxHeader(.ping, .ack, length: header.length))
        case .goAway:
            isPeerGoingAway = true
            events.append(.goAway(code: header.length))
        case .data, .windowUpdate:
            if header.flags.contains(.syn) { try open(header.stream, &events) }
            if header.flags.contains(.ack) { acknowledge(header.stream, &events) }
            if header.flags.contains(.rst), streams[header.stream] != nil {
                remove(header.stream)
                events.append(.reset(stream: header.stream))
            }
            if header.kind == .data {
                try begin(header, &events)
            } else {
                try grow(header.stream, by: header.length, &events)
                if header.flags.contains(.fin) { finishByPeer(header.stream, &events) }
            }
        }
    }

    /// The peer opens a stream.
    private mutating func open(_ id: UInt32, _ events: inout [Event]) throws(YamuxError) {
        guard id != 0, id % 2 != role.firstStream % 2 else {
            throw YamuxError(
                code: .invalidStream,
                message: "the peer opened the yamux stream \(id), which is not among the "
                    + "\(role == .client ? "even" : "odd") numbers of its role: check which side is the client"
            )
        }
        guard streams[id] == nil else {
            throw YamuxError(
                code: .invalidStream,
                message: "the peer opened the yamux stream \(id), which is already open: the peer is at fault"
            )
        }
        guard !isGoingAway, streamsFromPeer < limits.maximumStreams else {
            try answer(YamuxHeader(.windowUpdate, .rst, stream: id))
            return
        }
        streams[id] = YamuxStream(isFromPeer: true)
        streamsFromPeer += 1
        events.append(.opened(stream: id))
    }

    private mutating func acknowledge(_ id: UInt32, _ events: inout [Event]) {
        guard let stream = streams[id], !stream.isFromPeer, !stream.isAcknowledged else { return }
        streams[id]?.isAcknowledged = true
        streamsUnacknowledged -= 1
        events.append(.acknowledged(stream: id))
    }

    /// The peer takes more data.
    private mutating func grow(_ id: UInt32, by growth: UInt32, _ events: inout [Event]) throws(YamuxError) {
        guard growth > 0, let stream = streams[id] else { return }
        let (sum, isOverflow) = stream.sendWindow.addingReportingOverflow(growth)
        guard !isOverflow else {
            throw YamuxError(
                code: .windowExceeded,
                message: "the peer let the window of the yamux stream \(id) grow by \(growth) bytes beyond "
                    + "4 GiB - 1: the peer is at fault"
            )
        }
        streams[id]?.sendWindow = sum
        if stream.sendWindow == 0, !stream.isFinished { events.append(.writable(stream: id)) }
    }

    /// A data frame begins: its whole length must fit into the window.
    private mutating func begin(_ header: YamuxHeader, _ events: inout [Event]) throws(YamuxError) {
        let stream = streams[header.stream]
        let isWanted = stream?.isFinishedByPeer == false
        if !isWanted {
            guard header.length <= window else {
                throw YamuxError(
                    code: .frameTooLong,
                    message: "the peer sent a frame of \(header.length) bytes for the yamux stream \(header.stream), "
                        + "which is not open, and no window has more than \(window): the peer is at fault"
                )
            }
        } else if streams[header.stream]?.take(header.length) == false {
            throw YamuxError(
                code: .windowExceeded,
                message: "the peer sent a frame of \(header.length) bytes for the yamux stream \(header.stream), "
                    + "whose window has \(stream?.receiveWindow ?? 0): the peer does not keep to windows"
            )
        }
        let isLast = header.flags.contains(.fin)
        if header.length > 0 {
            body = Body(stream: header.stream, missing: header.length, isWanted: isWanted, isLast: isLast)
        } else if isLast {
            finishByPeer(header.stream, &events)
        }
    }

    /// A part of a data frame, or the rest of it.
    private mutating func receive(_ part: [UInt8], of current: Body, _ events: inout [Event]) {
        var next = current
        next.missing -= UInt32(part.count)
        body = next.missing == 0 ? nil : next
        guard current.isWanted, streams[current.stream] != nil else { return }
        events.append(.data(stream: current.stream, part))
        if next.missing == 0, current.isLast { finishByPeer(current.stream, &events) }
    }

    private mutating func finishByPeer(_ id: UInt32, _ events: inout [Event]) {
        guard let stream = streams[id], !stream.isFinishedByPeer else { return }
        streams[id]?.isFinishedByPeer = true
        events.append(.finished(stream: id))
        if stream.isFinished { remove(id) }
    }

    /// Queues what the peer provoked and may provoke without end.
    private mutating func answer(_ header: YamuxHeader) throws(YamuxError) {
        guard unsentAnswers + YamuxHeader.size <= limits.maximumUnsentAnswers else {
            throw YamuxError(
                code: .tooManyAnswers,
                message: "the peer sends pings or opens refused yamux streams faster than it reads: "
                    + "\(unsentAnswers) bytes of answers wait, and at most \(limits.maximumUnsentAnswers) may"
            )
        }
        unsentAnswers += YamuxHeader.size
        queue(header)
    }
}
