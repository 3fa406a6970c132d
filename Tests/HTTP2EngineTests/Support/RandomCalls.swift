import Testing

@testable import HTTP2Engine

/// One run of a client and a server with random applications.
final class RandomCalls {
    /// What has become of one call, on both sides.
    private final class Call {
        var isFullUp = false
        var isFullDown = false
        var sentUp: [[UInt8]] = []
        var sentDown: [[UInt8]] = []
        var receivedUp: [[UInt8]] = []
        var receivedDown: [[UInt8]] = []
        var isFinished = false
        var isCancelledByClient = false
        var sentStatus: GRPCStatus?
        var status: GRPCStatus?
        var isRefused = false
        /// The server's side of it.
        var isSeen = false
        var hasHead = false
        var hasResponse = false
        var isRequestWhole = false
        var isCancelled = false
        var isReleased = false
        var unreadUp: [ReceivedMessage] = []
        var unreadDown: [ReceivedMessage] = []
    }

    private var pair: EnginePair
    private var random: GRPCSeededRandom
    private var calls: [StreamID: Call] = [:]
    private var isWaitingForStream = false
    private(set) var ends: Set<GRPCStatusCode> = []
    private let seed: UInt64
    private var isOpening = true
    private let longest: Int
    /// Where some messages lie; nil in runs where all go over the wire.
    private let memory: TestMemory?

    init(seed: UInt64) {
        var random = GRPCSeededRandom(seed: seed)
        var limits = ConnectionLimits()
        limits.concurrentStreams = Int.random(in: 1...8, using: &random)
        limits.streamWindow = Int.random(in: 65_535...100_000, using: &random)
        limits.connectionWindow = Int.random(in: 65_535...300_000, using: &random)
        limits.frameSize = Int.random(in: 16_384...40_000, using: &random)
        if Bool.random(using: &random) { limits.unsentOutput = Int.random(in: 1...500, using: &random) }
        longest = [1, 50, 5000, 70_000].randomElement(using: &random) ?? 1
        memory = Bool.random(using: &random) ? TestMemory() : nil
        limits.placedMemory = memory.map { _ in TestMemory.size }
        pair = EnginePair(limits: limits)
        self.random = random
        self.seed = seed
    }

    func run() throws {
        for _ in 0..<400 { try step() }
        // No new calls, and those that run come to their ends.
        isOpening = false
        for call in calls.values { call.isFullUp = false }
        for _ in 0..<20_000 where !isOver { try step() }
        try #require(isOver, "calls that do not end, seed \(seed)")
        while try pass(.max) {}
        // A call that was given up at once may have come only now.
        for (id, call) in calls where call.isSeen && !call.isReleased {
            call.isReleased = true
            pair.server.release(id)
        }
        while try pass(.max) {}
        try #require(pair.client.streamCount == 0 && pair.server.streamCount == 0, "streams are left, seed \(seed)")
        try #require(!pair.client.isClosed && !pair.server.isClosed, "closed, seed \(seed)")
        for (id, call) in calls { try check(call, id) }
        // Wherever a call ended, what it had in memory has been taken or let go.
        if let memory { try #require(memory.handedOver.isEmpty && memory.kept == 0, "memory is left, seed \(seed)") }
    }

    private var isOver: Bool {
        calls.values.allSatisfy { ($0.status != nil || $0.isCancelledByClient) && (!$0.isSeen || $0.isReleased) }
    }

    private func check(_ call: Call, _ id: StreamID) throws {
        let shown: Comment = "stream \(id), seed \(seed)"
        // What is said not to have been begun was not.
        if call.isRefused { try #require(!call.isSeen, shown) }
        // What arrived is the beginning of what was sent; all of it, when the call went well.
        try #require(call.sentUp.starts(with: call.receivedUp), shown)
        try #require(call.sentDown.starts(with: call.receivedDown), shown)
        if call.isRequestWhole { try #require(call.sentUp == call.receivedUp && call.isFinished, shown) }
        guard let status = call.status, !call.isCancelledByClient, call.sentStatus != nil else { return }
        try #require(status == call.sentStatus, shown)
        try #require(call.sentDown == call.receivedDown, shown)
    }

    private func step() throws {
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1: _ = try pass([1, 10, 1000, 100_000].randomElement(using: &random) ?? 1)
        case 2: useClient()
        default: useServer()
        }
    }

    /// Lets bytes pass, and hands on what happened.
    private func pass(_ count: Int) throws -> Bool {
        var events: [(Bool, HTTP2Event)] = []
        pair.onClientEvent = { events.append((true, $1)) }
        pair.onServerEvent = { events.append((false, $1)) }
        let moved = pair.step(Int.random(in: 0...count, using: &random), Int.random(in: 0...count, using: &random))
        for (isClient, event) in events {
            guard let event = try taken(event) else { continue }
            if isClient { try clientEvent(event) } else { try serverEvent(event) }
        }
        return moved
    }

    private func call(_ id: StreamID) throws -> Call { try #require(calls[id], "an unknown stream, seed \(seed)") }

    /// Sends a message, or where there is memory for messages perhaps its place.
    private func send(
        _ message: [UInt8],
        isLast: Bool,
        by engine: inout HTTP2Connection,
        on id: StreamID
    ) -> HTTP2Connection.Sending {
        guard let memory, Bool.random(using: &random) else { return engine.send(message, isLast: isLast, on: id) }
        return engine.send(memory.place(message), isLast: isLast, on: id)
    }

    /// What an event of a placed message means.
    private func taken(_ event: HTTP2Event) throws -> HTTP2Event? {
        switch event {
        case .placed(let id, let place):
            let bytes = try #require(memory?.take(place), "a message that is not there, seed \(seed)")
            return .message(id, ReceivedMessage(bytes: bytes, isCompressed: false))
        case .unclaimed(let place):
            try #require(memory?.take(place) != nil, "a message that is not there, seed \(seed)")
            return nil
        default:
            return event
        }
    }

    // MARK: Client

    private func useClient() {
        if isOpening, !isWaitingForStream, Int.random(in: 0..<3, using: &random) == 0 {
            switch pair.client.open("/x.Y/\(Int.random(in: 0..<4, using: &random))", timeout: .seconds(3)) {
            case .opened(let id): calls[id] = Call()
            case .full: isWaitingForStream = true
            case .unavailable: break
            }
            return
        }
        guard let (id, call) = anyCall(where: { $0.status == nil && !$0.isCancelledByClient }) else { return }
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<8 where !call.isFinished && !call.isFullUp && isOpening:
            let message = random.bytes(Int.random(in: 0...longest, using: &random))
            let isLast = Int.random(in: 0..<5, using: &random) == 0
            call.sentUp.append(message)
            call.isFinished = isLast
            if case .full = send(message, isLast: isLast, by: &pair.client, on: id) { call.isFullUp = true }
        case 8..<11 where !call.isFinished:
            call.isFinished = true
            pair.client.finish(id)
        case 11:
            call.isCancelledByClient = true
            pair.client.cancel(id)
        default:
            let messages = call.unreadDown
            call.unreadDown = []
            for message in messages { pair.client.consume(message.framedLength, of: id) }
        }
    }

    private func clientEvent(_ event: HTTP2Event) throws {
        switch event {
        case .response(let id, _):
            let call = try clientCall(id)
            try #require(!call.hasResponse)
            call.hasResponse = true
        case .message(let id, let message):
            let call = try clientCall(id)
            try #require(call.hasResponse)
            call.receivedDown.append(message.bytes)
            call.unreadDown.append(message)
        case .status(let id, let status, _):
            let call = try clientCall(id)
            call.status = status
            ends.insert(status.code)
        case .writable(let id): try clientCall(id).isFullUp = false
        case .streamsAvailable: isWaitingForStream = false
        case .refused(let id, let status):
            let call = try clientCall(id)
            call.status = status
            call.isRefused = true
            ends.insert(status.code)
        case .placed, .unclaimed, .request, .requestEnd, .requestFailed, .cancelled, .draining, .drained, .failed:
            Issue.record("\(Told(event)) on the client, seed \(seed)")
        }
    }

    /// The call of an event, which must not be over.
    private func clientCall(_ id: StreamID) throws -> Call {
        let call = try call(id)
        try #require(call.status == nil && !call.isCancelledByClient, "an event behind the end of \(id), seed \(seed)")
        return call
    }

    // MARK: Server

    private func useServer() {
        guard let (id, call) = anyCall(where: { $0.isSeen && !$0.isReleased }) else { return }
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<4 where !call.hasHead:
            call.hasHead = pair.server.sendHead(on: id)
        case 4..<9 where call.hasHead && call.sentStatus == nil && !call.isFullDown && !call.isCancelled && isOpening:
            let message = random.bytes(Int.random(in: 0...longest, using: &random))
            switch send(message, isLast: false, by: &pair.server, on: id) {
            case .ready: call.sentDown.append(message)
            case .full:
                call.sentDown.append(message)
                call.isFullDown = true
            case .closed: Issue.record("closed, seed \(seed)")
            }
        case 9..<12 where call.sentStatus == nil:
            let status = Bool.random(using: &random) ? GRPCStatus.ok : GRPCStatus(code: .aborted, message: "é%\n")
            if pair.server.sendStatus(status, on: id) { call.sentStatus = status }
        case 12..<14:
            call.isReleased = true
            pair.server.release(id)
        default:
            let messages = call.unreadUp
            call.unreadUp = []
            for message in messages { pair.server.consume(message.framedLength, of: id) }
        }
    }

    private func serverEvent(_ event: HTTP2Event) throws {
        switch event {
        case .request(let id, let head):
            let call = try call(id)
            try #require(!call.isSeen && head.timeout == .seconds(3))
            call.isSeen = true
        case .message(let id, let message):
            let call = try serverCall(id)
            try #require(!call.isRequestWhole)
            call.receivedUp.append(message.bytes)
            call.unreadUp.append(message)
        case .requestEnd(let id):
            let call = try serverCall(id)
            try #require(!call.isRequestWhole)
            call.isRequestWhole = true
        case .cancelled(let id): try serverCall(id).isCancelled = true
        case .writable(let id): try serverCall(id).isFullDown = false
        case .placed, .unclaimed, .requestFailed, .response, .status, .refused, .streamsAvailable, .draining, .drained,
            .failed:
            Issue.record("\(Told(event)) on the server, seed \(seed)")
        }
    }

    private func serverCall(_ id: StreamID) throws -> Call {
        let call = try call(id)
        try #require(call.isSeen && !call.isCancelled, "an event outside the life of \(id), seed \(seed)")
        return call
    }

    private func anyCall(where isWanted: (Call) -> Bool) -> (StreamID, Call)? {
        let ids = calls.keys.filter { calls[$0].map(isWanted) ?? false }.sorted()
        return ids.randomElement(using: &random).flatMap { id in calls[id].map { (id, $0) } }
    }
}
