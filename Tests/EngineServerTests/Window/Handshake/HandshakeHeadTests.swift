import HTTPTypes
import Testing

@testable import EngineServer

@Suite struct HandshakeHeadTests {
    private let limits = ServerLimits()
    private static let whole = "GET /v1/window HTTP/1.1\r\nHost: localhost:1\r\nA: b\r\n\r\n"

    private func read(_ text: String) -> HandshakeHead.Outcome { HandshakeHead.read(Array(text.utf8), limits) }

    @Test func readsTheHeadAndLeavesTheRest() throws {
        guard case .window(let request, let count) = read(Self.whole + "rest") else {
            Issue.record("it is a head")
            return
        }
        #expect(count == Self.whole.utf8.count)
        #expect(request.authority == "localhost:1" && request.path == "/v1/window" && request.method == .get)
        #expect(request.headerFields.map { "\($0.name)=\($0.value)" } == ["A=b"])
    }

    @Test func everyBeginningIsIncomplete() {
        let bytes = Array(Self.whole.utf8)
        for count in bytes.indices { #expect(HandshakeHead.read(Array(bytes.prefix(count)), limits) == .incomplete) }
    }

    @Test(arguments: [
        "G ", "POST /v1/window HTTP/1.1\r\n", "GET /v1/windows HTTP/1.1\r\n", "GET /v1/window?a=b HTTP/1.1\r\n",
        "GET /v1/window HTTP/1.0\r\n", "GET  /v1/window HTTP/1.1\r\n", "GET /v1/window HTTP/1.1\n",
        "get /v1/window HTTP/1.1\r\n", "\r\nGET /v1/window HTTP/1.1\r\n", "\u{16}\u{3}\u{1}",
    ])
    func anotherRequestIsNone(_ start: String) {
        #expect(read(start + "Host: localhost:1\r\n\r\n") == .other)
    }

    @Test(arguments: [
        "", "A: b\r\n", "Host: a\r\nHost: a\r\n", "Host: a\r\nContent-Length: 0\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\n", "Host: a\r\n folded: b\r\n", "Host: a\r\nA : b\r\n",
        "Host: a\r\nA: b\nC: d\r\n", "Host: a\r\nA: b\rC: d\r\n", "Host: a\r\nno colon\r\n", "Host: a\r\n: b\r\n",
        "Host: a\r\nA: b\u{0}c\r\n", "Host: a\r\nA\u{e9}: b\r\n",
    ])
    func whatIsNotCleanIsNone(_ fields: String) {
        // Its own empty line is the end when there are no fields.
        #expect(read("GET /v1/window HTTP/1.1\r\n" + fields + "\r\n") == .other)
    }

    @Test func hasTheLimitsOfAllHeads() {
        var small = ServerLimits()
        small.maxHeaderBytes = 20
        small.maxHeaders = 3
        small.maxHeaderListBytes = 60
        func outcome(_ fields: String, isWhole: Bool = true) -> HandshakeHead.Outcome {
            let text = "GET /v1/window HTTP/1.1\r\nHost: a\r\n" + fields + (isWhole ? "\r\n" : "")
            return HandshakeHead.read(Array(text.utf8), small)
        }
        func isWindow(_ outcome: HandshakeHead.Outcome) -> Bool {
            if case .window = outcome { true } else { false }
        }
        #expect(isWindow(outcome("A: b\r\nC: d\r\n")))
        #expect(outcome("A: b\r\nC: d\r\nE: f\r\n") == .other)
        #expect(isWindow(outcome("A: \(String(repeating: "x", count: 17))\r\n")))
        #expect(outcome("A: \(String(repeating: "x", count: 18))\r\n") == .other)
        #expect(outcome("A: \(String(repeating: "x", count: 60))", isWhole: false) == .other)
    }
}
