import Testing

@testable import PluginProtocol

@Suite("yamux session: random input")
struct YamuxFuzzTests {
    /// Pieces of headers; only ASCII, which is all that the small numbers of the protocol need.
    private static let words = [
        "\0", "\u{1}", "\u{2}", "\0\0\0\0", "\0\0\0\u{1}", "\0\u{4}\0\0", "\u{7f}\u{7f}\u{7f}\u{7f}",
        "\0\u{1}\0\u{1}\0\0\0\u{5}\0\0\0\0", "\0\u{2}\0\u{1}\0\0\0\0\0\0\0\u{9}", "\0\u{3}\0\0\0\0\0\0\0\0\0\0",
        "\0\0\0\u{4}\0\0\0\u{1}\0\0\0\u{3}abc", "\0\u{1}\0\u{8}\0\0\0\u{1}\0\0\0\0",
    ]

    /// What a client sends to a server, which has its stream 2 open.
    private static let corpus: [[UInt8]] = [
        frame(.windowUpdate, .syn, stream: 1) + frame(.data, stream: 1, data: Array("hello".utf8))
            + frame(.data, .fin, stream: 1, data: Array("end".utf8)),
        frame(.windowUpdate, .ack, stream: 2) + frame(.data, stream: 2, data: [UInt8](repeating: 5, count: 300))
            + frame(.windowUpdate, stream: 2, length: 100_000) + frame(.windowUpdate, .fin, stream: 2),
        (0..<12).flatMap { frame(.windowUpdate, .syn, stream: 1 + 2 * $0) } + frame(.windowUpdate, .rst, stream: 3),
        (0..<12).flatMap { frame(.ping, .syn, length: $0) } + frame(.ping, .ack, length: 1) + frame(.goAway),
        frame(.data, .syn, stream: 7, data: [1, 2, 3]) + frame(.data, stream: 99, data: [1, 2, 3])
            + frame(.windowUpdate, stream: 7, length: .max) + frame(.data, stream: 7, length: 262_142),
        [],
    ]

    private static let limits = {
        var limits = YamuxLimits()
        limits.maximumStreams = 8
        limits.maximumUnsentAnswers = 20 * YamuxHeader.size
        return limits
    }()

    /// What a session made of an input.
    private struct Outcome: Equatable {
        var events: [YamuxSession.Event] = []
        var output: [UInt8] = []
        var error: YamuxError?
        var streams: Set<UInt32> = []
    }

    @Test("Portions do not matter, nothing crashes, and output is bounded")
    func invariants() throws {
        print("yamux fuzzing: FUZZ_SEED=\(FuzzSettings.seed) FUZZ_ITERATIONS=\(FuzzSettings.iterations)")
        var mutator = Mutator(corpus: Self.corpus, words: Self.words, seed: FuzzSettings.seed)
        var codes: Set<YamuxError.Code?> = []
        for input in Self.corpus { codes.insert(try check(input, &mutator)) }
        for _ in 0..<FuzzSettings.iterations { codes.insert(try check(mutator.next(), &mutator)) }
        #expect(codes.contains(nil) && codes.count > 1, "the inputs test only one outcome")
    }

    private func check(_ input: [UInt8], _ mutator: inout Mutator) throws -> YamuxError.Code? {
        let shown = Comment(rawValue: SafeText.escaping(input, limit: 4_096))
        let whole = try run([input[...]])
        let portions = mutator.portions(of: input)
        let pieces = try run(portions)
        try #require(pieces.error == whole.error, shown)
        try #require(pieces.output == whole.output, shown)
        try #require(pieces.streams == whole.streams, shown)
        // What comes before a violation in the same portion is not reported.
        try #require(whole.error != nil || pieces.events == whole.events, shown)
        let longest = Self.limits.maximumUnsentAnswers + YamuxHeader.size
        try #require(whole.output.count <= longest, shown)
        try #require(whole.streams.count <= Self.limits.maximumStreams + 1, shown)
        try useAll(portions, shown)
        return whole.error?.code
    }

    /// A server with an open stream of its own, whose caller does nothing.
    private func run(_ portions: [ArraySlice<UInt8>]) throws -> Outcome {
        var session = YamuxSession(role: .server, limits: Self.limits)
        _ = try session.open()
        _ = session.takeOutput()
        var outcome = Outcome()
        do throws(YamuxError) {
            for portion in portions { outcome.events += try session.receive(portion) }
        } catch {
            outcome.error = error
        }
        outcome.events = joined(outcome.events)
        outcome.output = session.takeOutput()
        outcome.streams = Set(session.streams.keys)
        return outcome
    }

    /// A server whose caller uses every call: the numbers stay consistent, and its output can be read.
    private func useAll(_ portions: [ArraySlice<UInt8>], _ shown: Comment) throws {
        var session = YamuxSession(role: .server, limits: Self.limits)
        var output: [UInt8] = []
        do throws(YamuxError) {
            for (index, portion) in portions.enumerated() {
                if index % 7 == 3 { _ = try session.open() }
                for event in try session.receive(portion) {
                    switch event {
                    case .opened(let stream) where index % 5 == 0: session.reset(stream)
                    case .opened(let stream): session.accept(stream)
                    case .acknowledged(let stream), .writable(let stream): _ = session.send(portion, on: stream)
                    case .data(let stream, let bytes):
                        session.consume(bytes.count * (index % 3), of: stream)
                        _ = session.send(bytes, on: stream)
                    case .finished(let stream): session.finish(stream)
                    case .reset(let stream): session.consume(1, of: stream)
                    case .goAway(let code): session.goAway(code: code)
                    }
                }
                output += session.takeOutput()
            }
        } catch {
            output += session.takeOutput()
        }
        let fromPeer = session.streams.values.filter(\.isFromPeer).count
        try #require(session.failure != nil || fromPeer == session.streamsFromPeer, shown)
        try #require(fromPeer <= Self.limits.maximumStreams, shown)
        let frames = try headers(output)
        let length = frames.reduce(0) { $0 + YamuxHeader.size + ($1.kind == .data ? Int($1.length) : 0) }
        try #require(length == output.count, shown)
    }
}
