import TestSupport
import Testing

@testable import HTTP2Engine

/// What a server makes of the first header list of a stream.
@Suite("HTTP/2 connection: heads of requests")
struct RequestHeadTests {
    enum Outcome: Equatable {
        case accepted
        /// The stream is reset.
        case malformed
        /// Answered with an HTTP status.
        case http(String)
        /// Answered with a status of gRPC.
        case status(String)
    }

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var fields: [(String, String)]
        var outcome: Outcome

        init(_ name: String, _ outcome: Outcome, _ fields: [(String, String)]) {
            (testDescription, self.fields, self.outcome) = (name, fields, outcome)
        }

        /// An ordinary request, with one field changed, or left out.
        init(_ name: String, _ outcome: Outcome, _ field: String, _ value: String?) {
            var fields = WireHeaders.request()
            if let place = fields.firstIndex(where: { $0.0 == field }) {
                if let value { fields[place].1 = value } else { fields.remove(at: place) }
            } else if let value {
                fields.append((field, value))
            }
            self.init(name, outcome, fields)
        }
    }

    static let cases = [
        Case("ordinary", .accepted, WireHeaders.request()),
        Case("no method", .malformed, ":method", nil), Case("GET", .http("405"), ":method", "GET"),
        Case("post", .http("405"), ":method", "post"), Case("CONNECT", .http("405"), ":method", "CONNECT"),
        Case("no scheme", .malformed, ":scheme", nil), Case("https", .accepted, ":scheme", "https"),
        Case("no path", .malformed, ":path", nil), Case("empty path", .malformed, ":path", ""),
        Case("path without slash", .status("12"), ":path", "a.B/C"), Case("path *", .status("12"), ":path", "*"),
        Case("path without method", .accepted, ":path", "/"), Case("path that goes up", .accepted, ":path", "/../x"),
        Case("no authority", .accepted, ":authority", nil),
        Case("socket as authority", .accepted, ":authority", "/run/s"),
        Case("no te", .accepted, "te", nil), Case("te: gzip", .malformed, "te", "gzip"),
        Case("no content type", .http("415"), "content-type", nil),
        Case("another content type", .http("415"), "content-type", "text/html"),
        Case("gRPC-Web", .http("415"), "content-type", "application/grpc-web"),
        Case("prefix of a longer word", .http("415"), "content-type", "application/grpcx"),
        Case("with codec", .accepted, "content-type", "application/grpc+proto"),
        Case("with parameter", .accepted, "content-type", "application/grpc;charset=utf-8"),
        Case("timeout", .accepted, "grpc-timeout", "1S"), Case("timeout of nothing", .accepted, "grpc-timeout", "0n"),
        Case("malformed timeout", .status("13"), "grpc-timeout", "soon"),
        Case("timeout with nine digits", .status("13"), "grpc-timeout", "123456789S"),
        Case("gzip", .accepted, "grpc-encoding", "gzip"), Case("identity", .accepted, "grpc-encoding", "identity"),
        Case("unknown compression", .status("12"), "grpc-encoding", "br"),
        Case("upper case", .malformed, "X-Y", "z"), Case("empty name", .malformed, "", "z"),
        Case("blank in a name", .malformed, "x y", "z"), Case("colon in a name", .malformed, "x:y", "z"),
        Case("line end in a name", .malformed, "x\n", "z"), Case("zero in a name", .malformed, "x\0", "z"),
        Case("line end in a value", .malformed, "x", "a\nb"), Case("return in a value", .malformed, "x", "a\rb"),
        Case("zero in a value", .malformed, "x", "a\0b"), Case("line end in the path", .malformed, ":path", "/a\r\n/b"),
        Case("blanks around a value", .accepted, "x", " a "), Case("letters beyond ASCII", .accepted, "x", "é"),
        Case("connection", .malformed, "connection", "close"), Case("keep-alive", .malformed, "keep-alive", "1"),
        Case("proxy-connection", .malformed, "proxy-connection", "x"), Case("upgrade", .malformed, "upgrade", "h2c"),
        Case("transfer-encoding", .malformed, "transfer-encoding", "chunked"),
        Case("unknown pseudo field", .malformed, [(":x", "y")] + WireHeaders.request()),
        Case("pseudo field of answers", .malformed, [(":status", "200")] + WireHeaders.request()),
        Case("path twice", .malformed, [(":path", "/x")] + WireHeaders.request()),
        Case("method twice, the same", .malformed, [(":method", "POST")] + WireHeaders.request()),
        Case("pseudo field behind others", .malformed, [("x", "y")] + WireHeaders.request()),
        Case("nothing at all", .malformed, []),
        Case("scheme twice", .malformed, [(":scheme", "http")] + WireHeaders.request()),
        Case("authority twice", .malformed, [(":authority", "localhost")] + WireHeaders.request()),
        Case(
            "content type twice, the last another",
            .http("415"),
            request("content-type", ["application/grpc", "x/y"])
        ),
        Case("te twice, one of them another", .malformed, request("te", ["gzip", "trailers"])),
        Case("timeout twice, the last malformed", .status("13"), request("grpc-timeout", ["1S", "soon"])),
        Case("compression twice, the last unknown", .status("12"), request("grpc-encoding", ["gzip", "br"])),
        Case("metadata twice", .accepted, WireHeaders.request("/a", [("x", "1"), ("x", "2")])),
    ]

    @Test("A request is accepted, answered, or reset", .conforms(to: 64, 65), arguments: cases)
    func reactions(test: Case) {
        for isEnd in [true, false] {
            var peer = ScriptedPeer(against: .server)
            peer.say(.headers(1, test.fields, end: isEnd))
            let said = peer.hear()
            #expect(outcome(said) == test.outcome)
            let told = peer.told()
            if test.outcome == .accepted {
                #expect(told.count == (isEnd ? 2 : 1) && peer.engine.streamCount == 1)
            } else {
                #expect(told.isEmpty && peer.engine.streamCount == 0)
                let isAnswered = test.outcome != .malformed
                let resets = said.filter { if case .reset = $0 { true } else { false } }
                // The client has to hear that its request will not be read, unless it is whole.
                #expect(resets == (isAnswered ? isEnd ? [] : [.reset(1, 0)] : [.reset(1, Reaction.protocolError)]))
            }
            // What else the client says on the stream is ignored, and the connection lives.
            peer.say(.data(1, framed([1]), end: !isEnd), .headers(3, WireHeaders.request()))
            #expect(peer.told().contains(.request(3, "/a.B/C")))
        }
    }

    private func outcome(_ said: [Said]) -> Outcome {
        for case .headers(1, let fields, end: true) in said {
            if fields.first?.value != "200" { return .http(fields.first?.value ?? "") }
            return .status(fields.first { $0.name == "grpc-status" }?.value ?? "")
        }
        return said.contains(.reset(1, Reaction.protocolError)) ? .malformed : .accepted
    }

    @Test("What belongs to the protocol is read, and the rest is metadata in its order")
    func contents() throws {
        var peer = ScriptedPeer(against: .server)
        let more = [
            ("grpc-timeout", "250m"), ("grpc-encoding", "gzip"), ("grpc-accept-encoding", "identity, gzip"),
            ("user-agent", "x/1"), ("b", "1"), ("a-bin", "AAE"), ("b", "2"),
        ]
        // A second time the block comes out of the memory of the decoder.
        for id: UInt32 in [1, 3, 5] {
            peer.say(.headers(id, WireHeaders.request("/a.B/C", more)))
            guard case .request(id, let head)? = peer.engine.events().first else {
                Issue.record("no request")
                return
            }
            #expect(head.path == "/a.B/C" && head.timeout == .milliseconds(250))
            #expect(head.compression == .gzip && head.acceptsGzip)
            #expect(head.metadata == more[3...].map { HeaderField($0.0, $0.1) })
        }
    }

    /// An ordinary request with these fields in the place of its own.
    private static func request(_ name: String, _ values: [String]) -> [(String, String)] {
        WireHeaders.request().filter { $0.0 != name } + values.map { (name, $0) }
    }

    @Test("Of a field that comes again the last counts, and a list goes on")
    func duplicates() {
        typealias Check = @Sendable (RequestHead) -> Bool
        let cases: [(name: String, values: [String], isRight: Check)] = [
            ("content-type", ["text/html", "application/grpc"], { _ in true }),
            ("te", ["trailers", "trailers"], { _ in true }),
            ("grpc-timeout", ["1S", "2S"], { $0.timeout == .seconds(2) }),
            ("grpc-timeout", ["soon", "2S"], { $0.timeout == .seconds(2) }),
            ("grpc-encoding", ["br", "gzip"], { $0.compression == .gzip }),
            ("grpc-encoding", ["gzip", "identity"], { $0.compression == .identity }),
            ("grpc-accept-encoding", ["gzip", "deflate"], { $0.acceptsGzip }),
            ("grpc-accept-encoding", ["identity", "gzip"], { $0.acceptsGzip }),
            ("grpc-accept-encoding", ["identity", "deflate"], { !$0.acceptsGzip }),
        ]
        for (name, values, isRight) in cases {
            var peer = ScriptedPeer(against: .server)
            peer.say(.headers(1, Self.request(name, values)))
            guard case .request(1, let head)? = peer.engine.events().first else {
                Issue.record("no request: \(name) \(values)")
                continue
            }
            #expect(isRight(head) && head.metadata.isEmpty, "\(name) \(values)")
        }
    }

    @Test("Without its fields a request has no timeout and no compression")
    func defaults() {
        var peer = ScriptedPeer(against: .server)
        peer.say(.headers(1, WireHeaders.request("/x", [("grpc-accept-encoding", "deflate,xgzip")])))
        guard case .request(1, let head)? = peer.engine.events().first else {
            Issue.record("no request")
            return
        }
        #expect(head.timeout == nil && head.compression == .identity && !head.acceptsGzip && head.metadata.isEmpty)
    }

    @Test(
        "The bytes of binary metadata pass as they are",
        arguments: [[], [0], [0, 1, 2], Array(0...255)] as [[UInt8]]
    )
    func binary(bytes: [UInt8]) throws {
        var client = ScriptedPeer(against: .client)
        let value = BinaryMetadata.encode(bytes)
        guard case .opened = client.engine.open("/x", metadata: [HeaderField("x-bin", value)]) else {
            Issue.record("not opened")
            return
        }
        let wire = client.engine.outputBytes()
        var server = ScriptedPeer(against: .server)
        server.say(bytes: wire)
        guard case .request(1, let head)? = server.engine.events().first else {
            Issue.record("no request")
            return
        }
        #expect(head.metadata.filter { $0.name == "x-bin" }.map { BinaryMetadata.decode($0.value) } == [bytes])
    }
}
