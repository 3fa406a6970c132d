import HTTP2Engine
import PluginTransport

/// An HTTP/2 client that does what a check says, on plain text or TLS; only for one task.
final class RawClient {
    /// What came of a call.
    struct Answer {
        /// The fields of the head and of the trailers, one behind the other.
        var fields: [HeaderField] = []
        /// The messages, each with gRPC's five bytes before it, one behind the other.
        var data: [UInt8] = []
        /// Why the stream ended without a status of gRPC; nil when it has one.
        var failure: String?

        /// The status of gRPC; nil when there is none.
        var status: Int? { value("grpc-status").flatMap { Int($0) } }

        func value(_ name: String) -> String? { fields.last { $0.name == name }?.value }

        /// What came of it, for a finding.
        var text: String {
            if let failure { return failure }
            let status = status.map { "the status \($0)" } ?? "no status"
            return value("grpc-message").map { "\(status) (\($0))" } ?? status
        }
    }

    /// The connection is gone, or something that should have come did not.
    struct Ended: Error, CustomStringConvertible {
        let description: String
    }

    /// How long the peer may take for each thing that it must answer.
    private static let patience: Duration = .seconds(10)

    private let connection: RawConnection
    private let tls: TLSProbe?
    private var plain: [UInt8] = []
    private var taken = 0
    private var decoder = HPACKDecoder()
    private var encoder = HPACKEncoder()
    private var nextStream: UInt32 = 1
    /// Streams that ended while another was waited for.
    private var ended: [UInt32: Answer] = [:]
    /// The error code of the peer's GOAWAY, if one came.
    private(set) var goAway: UInt32?

    /// - Parameter tls: the client's side of TLS; nil for plain text.
    init(_ connection: RawConnection, tls: TLSProbe? = nil) {
        self.connection = connection
        self.tls = tls
    }

    /// Shakes hands over TLS, if there is any, and says hello; a peer that refuses shows later.
    func open() async throws {
        if let tls {
            var wire: [UInt8] = []
            try tls.start(wire: &wire)
            try await connection.write(wire)
            while !tls.isEstablished { try await receive(within: Self.patience) }
        }
        // The largest windows: no check is about those.
        let window = RawFrame(type: RawFrame.settings, stream: 0, payload: [0, 4, 0x7f, 0xff, 0xff, 0xff])
        let update = RawFrame(type: RawFrame.windowUpdate, stream: 0, payload: RawFrame.bytes(of: 0x7fff_0000))
        try await send(RawFrame.preface + window.bytes + update.bytes)
    }

    /// Sends bytes through TLS, if there is any.
    func send(_ bytes: [UInt8]) async throws {
        guard let tls else { return try await connection.write(bytes) }
        var wire: [UInt8] = []
        try tls.send(bytes, wire: &wire)
        try await connection.write(wire)
    }

    /// Sends the head of a call and, unless it is to stay open, its one message.
    ///
    /// - Returns: the number of its stream.
    func begin(
        path: String,
        authority: String? = "localhost",
        message: [UInt8] = [],
        isEnd: Bool = true
    ) async throws -> UInt32 {
        var block: [UInt8] = []
        encoder.beginBlock(&block)
        let fields: [(String, String?)] = [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", authority),
            ("content-type", "application/grpc"), ("te", "trailers"),
        ]
        for case (let name, let value?) in fields { encoder.append(name, value, indexing: .none, to: &block) }
        let stream = nextStream
        nextStream += 2
        let head = RawFrame(type: RawFrame.headers, flags: RawFrame.endHeaders, stream: stream, payload: block)
        guard isEnd else {
            try await send(head.bytes)
            return stream
        }
        let prefix = [0] + RawFrame.bytes(of: UInt32(message.count))
        let data = RawFrame(type: RawFrame.data, flags: RawFrame.endStream, stream: stream, payload: prefix + message)
        try await send(head.bytes + data.bytes)
        return stream
    }

    /// Makes a call, and waits for its end.
    ///
    /// - Throws: ``Ended`` when the connection is gone first.
    func call(path: String, authority: String? = "localhost", message: [UInt8] = []) async throws -> Answer {
        let stream = try await begin(path: path, authority: authority, message: message)
        guard let answer = try await end(of: stream, within: Self.patience) else {
            throw Ended(description: "no answer within \(Self.patience)")
        }
        return answer
    }

    /// Waits for the end of a stream; what came for it while another was waited for is lost but for its end.
    ///
    /// - Returns: nil when it has not ended within `limit`.
    /// - Throws: ``Ended`` when the connection is gone first.
    func end(of stream: UInt32, within limit: Duration) async throws -> Answer? {
        if let answer = ended.removeValue(forKey: stream) { return answer }
        var answer = Answer()
        let deadline = ContinuousClock.now + limit
        while let frame = try await nextFrame(by: deadline) {
            // Every block has to be decoded: they share a table.
            let fields = frame.type == RawFrame.headers ? try decode(frame) : []
            guard frame.stream == stream else {
                if frame.flags & RawFrame.endStream != 0 { ended[frame.stream] = Answer(fields: fields) }
                continue
            }
            switch frame.type {
            case RawFrame.headers: answer.fields += fields
            case RawFrame.data: answer.data += frame.content
            case RawFrame.reset:
                answer.failure = "the stream was reset with code \(frame.payload.last ?? 0)"
                return answer
            default: break
            }
            if frame.flags & RawFrame.endStream != 0, [RawFrame.headers, RawFrame.data].contains(frame.type) {
                return answer
            }
        }
        return nil
    }

    /// Sends a PING, and waits for its answer.
    ///
    /// - Throws: ``Ended`` when it does not come.
    func ping(_ number: UInt32) async throws {
        let payload = RawFrame.bytes(of: number) + RawFrame.bytes(of: ~number)
        try await send(RawFrame(type: RawFrame.ping, stream: 0, payload: payload).bytes)
        let deadline = ContinuousClock.now + Self.patience
        while let frame = try await nextFrame(by: deadline) {
            if frame.type == RawFrame.ping, frame.flags & RawFrame.acknowledgement != 0, frame.payload == payload {
                return
            }
        }
        throw Ended(description: "a PING was not answered within \(Self.patience)")
    }

    /// Looks at what comes until `limit` is over.
    ///
    /// - Throws: ``Ended`` when the connection ends meanwhile.
    func watch(for limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        while try await nextFrame(by: deadline) != nil {}
    }

    /// The next frame, after what the rules demand at once has been answered; nil when none comes in time.
    private func nextFrame(by deadline: ContinuousClock.Instant) async throws -> RawFrame? {
        while true {
            if let (frame, length) = RawFrame.first(in: plain[...]) {
                plain.removeFirst(length)
                try await react(to: frame)
                return frame
            }
            let left = deadline - .now
            guard left > .zero else { return nil }
            do {
                try await receive(within: left)
            } catch is NothingCame {
                return nil
            }
        }
    }

    private func react(to frame: RawFrame) async throws {
        let isAnswer = frame.flags & RawFrame.acknowledgement != 0
        switch frame.type {
        case RawFrame.settings where !isAnswer:
            try await send(RawFrame(type: RawFrame.settings, flags: RawFrame.acknowledgement, stream: 0).bytes)
        case RawFrame.ping where !isAnswer:
            let answer = RawFrame(
                type: RawFrame.ping,
                flags: RawFrame.acknowledgement,
                stream: 0,
                payload: frame.payload
            )
            try await send(answer.bytes)
        case RawFrame.goAway:
            goAway = frame.payload.dropFirst(4).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        default: break
        }
    }

    private func decode(_ frame: RawFrame) throws -> [HeaderField] {
        guard frame.flags & RawFrame.endHeaders != 0 else {
            throw Ended(description: "it answered with a header block in several frames, which no check needs")
        }
        return try Array(frame.content).withUnsafeBytes { try decoder.decode($0).fields }
    }

    private struct NothingCame: Error, CustomStringConvertible {
        let description = "nothing came in time"
    }

    /// Takes what the peer has said meanwhile, and waits for it when there is nothing.
    private func receive(within limit: Duration) async throws {
        let taken = taken
        let content = try await connection.received.wait(within: limit) { $0.isEnded || $0.bytes.count > taken }
        guard let content else { throw NothingCame() }
        guard content.bytes.count > taken else { throw Ended(description: "the plugin closed the connection") }
        let bytes = Array(content.bytes[taken...])
        self.taken = content.bytes.count
        guard let tls else {
            plain += bytes
            return
        }
        var wire: [UInt8] = []
        do {
            try tls.receive(bytes, plain: &plain, wire: &wire)
        } catch {
            throw Ended(description: "TLS failed: \(error)")
        }
        try await connection.write(wire)
    }
}
