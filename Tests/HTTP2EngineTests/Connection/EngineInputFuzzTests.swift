import Testing

@testable import HTTP2Engine

/// Byte streams of peers that are nearly right.
@Suite("HTTP/2 connection: random input")
struct EngineInputFuzzTests {
    private static let limits = {
        var limits = ConnectionLimits()
        limits.concurrentStreams = 6
        limits.streamWindow = 70_000
        limits.connectionWindow = 100_000
        limits.frameSize = 16_384
        limits.headerListSize = 2000
        limits.headerBlockFrames = 5
        limits.messageSize = 5000
        limits.controlFrameBurst = 100
        limits.unreadAnswers = 1000
        limits.placedMemory = PlacedMemory(blockCount: 8, blockLength: 1000)
        return limits
    }()

    private static let words: [WireFrame] = [
        .settings([(1, 0)]), .settings([(4, 0)]), .settings([(4, 0x7fff_ffff)]), .settings([(5, 16_384), (3, 1)]),
        .settingsAnswer, .ping(7), .ping(HTTP2Connection.drainPing, answer: true), .goAway(3), .priority(1),
        .windowUpdate(0, 1), .windowUpdate(1, 70_000), .windowUpdate(1, 0x7fff_ffff), .windowUpdate(3, 0),
        .reset(1, 8), .reset(3, 0), .data(1, framed([1, 2])), .data(1, [0, 0, 0, 255, 255]), .data(3, end: true),
        .data(1, [0, 255, 255, 255, 255]), .data(3, framed([]), padding: 30),
        .headers(1, WireHeaders.trailers, end: true), .headers(1, WireHeaders.response),
        .headers(3, WireHeaders.response),
        .headers(11, WireHeaders.request()), .headers(3, [(":status", "100")]), .block(13, [0x82, 0x86], whole: false),
        .continuation(13, [0x84]), .block(1, WireHeaders.inserted("x", "y")), WireFrame(0x42, [1, 2, 3]),
        .placed(1, block: 2, count: 900), .placed(3, block: 0, count: 8000, end: true), .placed(5, block: 8, count: 0),
    ]

    /// What good clients and servers send, with several calls at a time.
    private static func clients() -> [[UInt8]] {
        var encoder = HPACKEncoder()
        let fields = WireHeaders.request("/a.B/C", [("x", "y")]).map { HeaderField($0.0, $0.1) }
        let blocks = (0..<3).map { _ in HPACKSupport.block(fields, with: &encoder) }
        let calls: [WireFrame] = [
            .settings([(4, 100)]), .settingsAnswer, .windowUpdate(0, 1 << 20),
            .block(1, blocks[0]), .data(1, framed([1, 2, 3])), .placed(1, block: 1, count: 30),
            .block(3, blocks[1], end: true), .data(1, [0, 0, 0]),
            .windowUpdate(1, 500), .data(1, [0, 3, 7, 7, 7], end: true),
            .block(5, Array(blocks[2].prefix(3)), whole: false),
            .continuation(5, Array(blocks[2].dropFirst(3))), .ping(3), .reset(5, 8),
        ]
        return [calls.flatMap(\.bytes), WireFrame.settings().bytes]
    }

    private static func servers() -> [[UInt8]] {
        let calls: [WireFrame] = [
            .settings([(3, 4), (4, 300)]), .settingsAnswer, .windowUpdate(0, 1 << 20),
            .headers(1, WireHeaders.response), .data(1, framed([1, 2, 3]) + framed([])),
            .placed(1, block: 7, count: 1000), .windowUpdate(3, 1000),
            .headers(1, WireHeaders.trailers, end: true),
            .headers(3, WireHeaders.response + [("grpc-status", "5")], end: true),
            .headers(5, [(":status", "103")]), .headers(5, WireHeaders.response), .data(5, framed([4]), padding: 9),
            .goAway(5), .reset(7, 7), .ping(1),
        ]
        return [calls.flatMap(\.bytes), WireFrame.settings().bytes]
    }

    /// What an engine and an application that uses it made of an input.
    private struct Outcome: Equatable {
        var told: [Told] = []
        var output: [UInt8] = []
        var isClosed = false
        var streams = 0
    }

    @Test("Clients: cuts do not matter, nothing traps, memory and output are bounded")
    func server() throws { try fuzz(.server, Self.clients(), folder: "client") }

    @Test("Servers: cuts do not matter, nothing traps, memory and output are bounded")
    func client() throws { try fuzz(.client, Self.servers(), folder: "server") }

    @Test("Saved streams: cuts do not matter, with the limits of every day", arguments: ["client", "server"])
    func saved(folder: String) throws {
        let inputs = try EngineFuzz.corpus(folder)
        try #require(inputs.count > 20)
        var mutator = FrameMutator(words: Self.words, random: GRPCSeededRandom(seed: EngineFuzz.seed))
        for (name, bytes) in inputs {
            let role = folder == "client" ? HTTP2Connection.Role.server : .client
            let whole = run([bytes], role, limits: ConnectionLimits())
            let pieces = run(mutator.portions(of: bytes), role, limits: ConnectionLimits())
            #expect(whole == pieces, "\(name)")
            #expect(whole.output.count < 1_000_000, "\(name)")
        }
    }

    private func fuzz(_ role: HTTP2Connection.Role, _ own: [[UInt8]], folder: String) throws {
        let count = EngineFuzz.iterations(otherwise: 2500)
        print("HTTP/2 input fuzzing: FUZZ_SEED=\(EngineFuzz.seed) FUZZ_ITERATIONS=\(count)")
        let preface = role == .server ? ScriptedPeer.preface : []
        var seeds = own.map { preface + $0 }
        // Floods are for other tests; here they would only take time.
        seeds += try EngineFuzz.corpus(folder).map(\.bytes).filter { $0.count < 20_000 }
        var mutator = FrameMutator(words: Self.words, random: GRPCSeededRandom(seed: EngineFuzz.seed))
        var outcomes: Set<Told?> = []
        for index in 0..<(seeds.count + count) {
            let seed = seeds[index % seeds.count]
            let isPlain = index < seeds.count
            let input = isPlain ? seed : mutator.change(seed, preface: preface.count)
            outcomes.insert(try check(input, role, &mutator, "input \(index), seed \(EngineFuzz.seed)"))
        }
        #expect(outcomes.contains(nil) && outcomes.count > 4, "the inputs test too few outcomes")
    }

    /// - Returns: how the connection failed, or nil.
    private func check(
        _ input: [UInt8],
        _ role: HTTP2Connection.Role,
        _ mutator: inout FrameMutator,
        _ shown: Comment
    ) throws -> Told? {
        let whole = run([input], role)
        let pieces = run(mutator.portions(of: input), role)
        // An application that does nothing sees the same, wherever the bytes were cut.
        try #require(whole == pieces, shown)
        try #require(whole.streams <= 2 * Self.limits.concurrentStreams, shown)
        let longest = Self.limits.unreadAnswers + 2 * input.count + 3000
        try #require(whole.output.count <= longest, shown)
        var ended: Set<UInt32> = []
        for told in whole.told {
            guard let id = Self.stream(of: told) else { continue }
            try #require(!ended.contains(id), shown)
            if case .status = told { ended.insert(id) }
            if case .refused = told { ended.insert(id) }
            if case .cancelled = told { ended.insert(id) }
        }
        try use(mutator.portions(of: input), role, &mutator.random, shown)
        guard case .failed? = whole.told.last else { return nil }
        return whole.told.last
    }

    private static func stream(of told: Told) -> UInt32? {
        switch told {
        case .request(let id, _), .response(let id), .message(let id, _), .placed(let id, _), .requestEnd(let id): id
        case .requestFailed(let id, _), .cancelled(let id), .status(let id, _), .refused(let id, _): id
        case .writable(let id): id
        case .unclaimed, .streamsAvailable, .draining, .drained, .failed: nil
        }
    }

    /// A server that knows nothing yet, or a client that has calls open.
    private func begin(_ role: HTTP2Connection.Role, _ limits: ConnectionLimits) -> ScriptedPeer {
        var peer = ScriptedPeer(against: role, limits: limits, greets: false)
        guard role == .client else { return peer }
        peer.say(.settings())
        for _ in 0..<5 { _ = peer.open() }
        return peer
    }

    /// An engine whose application does nothing.
    private func run(
        _ portions: [[UInt8]],
        _ role: HTTP2Connection.Role,
        limits: ConnectionLimits = EngineInputFuzzTests.limits
    ) -> Outcome {
        var peer = begin(role, limits)
        _ = peer.engine.outputBytes()
        for portion in portions { peer.say(bytes: portion) }
        return Outcome(
            told: peer.told(),
            output: peer.engine.outputBytes(),
            isClosed: peer.engine.isClosed,
            streams: peer.engine.streamCount
        )
    }

    /// An engine whose application uses every call: its output can be read, and it comes to rest.
    private func use(
        _ portions: [[UInt8]],
        _ role: HTTP2Connection.Role,
        _ random: inout GRPCSeededRandom,
        _ shown: Comment
    ) throws {
        var peer = begin(role, Self.limits)
        for portion in portions {
            peer.say(bytes: portion)
            for event in peer.engine.events() { answer(event, &peer, &random) }
            if Int.random(in: 0..<50, using: &random) == 0 { peer.engine.drain() }
            var rounds = 0
            while peer.engine.hasOutput, Bool.random(using: &random) {
                _ = peer.hear()
                rounds += 1
                try #require(rounds < 1000, shown)
            }
        }
        while peer.engine.hasOutput { _ = peer.hear() }
        let faults = peer.listener.faults.filter { !$0.hasPrefix("a frame of") }
        try #require(faults.isEmpty, shown)
        try #require(role == .client || peer.engine.streamCount <= 2 * Self.limits.concurrentStreams, shown)
        peer.engine.abandon(.ok)
        try #require(peer.engine.streamCount == 0, shown)
    }

    private func answer(_ event: HTTP2Event, _ peer: inout ScriptedPeer, _ random: inout GRPCSeededRandom) {
        switch event {
        case .request(let id, _), .response(let id, _), .requestEnd(let id), .writable(let id):
            peer.engine.sendHead(on: id)
            _ = peer.engine.send(random.bytes(Int.random(in: 0...900, using: &random)), on: id)
            if Bool.random(using: &random) { peer.engine.sendStatus(.ok, on: id) }
        case .message(let id, let message):
            if Bool.random(using: &random) { peer.engine.consume(message.framedLength, of: id) }
            _ = peer.engine.send(message.bytes, on: id)
        case .placed(let id, let place):
            let message = ReceivedMessage(bytes: random.bytes(Int(place.count)), isCompressed: false)
            if Bool.random(using: &random) { peer.engine.consume(message.framedLength, of: id) }
            _ = peer.engine.send(TestMemory().place(message.bytes), on: id)
        case .requestFailed(let id, let status):
            peer.engine.sendStatus(status, on: id)
            peer.engine.release(id)
        case .cancelled(let id):
            peer.engine.release(id)
        case .status, .refused, .streamsAvailable:
            if case .client = peer.engine.role { _ = peer.open() }
        case .unclaimed, .draining, .drained, .failed: break
        }
        if Int.random(in: 0..<10, using: &random) == 0 { peer.engine.cancel(UInt32.random(in: 0...9, using: &random)) }
    }
}
