import Testing

@testable import OmniviewCLI

@Suite("Server-Sent Events") struct EventStreamParserTests {
    typealias Frame = EventStreamParser.Frame

    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var frames: [Frame]

        init(_ text: String, _ frames: Frame...) {
            (self.text, self.frames) = (text, frames)
        }

        var testDescription: String { "\(text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined())" }
    }

    static let cases = [
        Case("id: 1\nevent: event\ndata: {}\n\n", Frame(id: "1", name: "event", data: "{}")),
        Case("id:1\r\nevent:event\r\ndata:{}\r\n\r\n", Frame(id: "1", name: "event", data: "{}")),
        Case("id: 1\revent: event\rdata: {}\r\r", Frame(id: "1", name: "event", data: "{}")),
        Case(": alive\n\n: too slow\n\n"),
        Case(": alive\ndata: x\n\n", Frame(name: "message", data: "x")),
        Case("data: one\ndata: two\n\n", Frame(name: "message", data: "one\ntwo")),
        Case("data\n\n", Frame(name: "message", data: "")),
        Case("data:  two blanks\n\n", Frame(name: "message", data: " two blanks")),
        // An id stays until the next; a name does not.
        Case(
            "id: 7\nevent: a\ndata: x\n\ndata: y\n\n",
            Frame(id: "7", name: "a", data: "x"),
            Frame(id: "7", name: "message", data: "y")
        ),
        Case("id: 7\n\ndata: y\n\n", Frame(id: "7", name: "message", data: "y")),
        Case(
            "id: 7\ndata: x\n\nid\ndata: y\n\n",
            Frame(id: "7", name: "message", data: "x"),
            Frame(id: "", name: "message", data: "y")
        ),
        Case("id: 7\nid: a\0b\ndata: x\n\n", Frame(id: "7", name: "message", data: "x")),
        // No data, no event; and the name is forgotten.
        Case("event: a\n\ndata: x\n\n", Frame(name: "message", data: "x")),
        Case("retry: 10\nunknown: field\ndata: x\n\n", Frame(name: "message", data: "x")),
        Case("\u{feff}data: x\n\n\u{feff}data: y\n\n", Frame(name: "message", data: "x")),
        Case("data: ünïcode 日本 a:b\n\n", Frame(name: "message", data: "ünïcode 日本 a:b")),
        // What is not complete at the end is no event.
        Case("data: x\n\ndata: lost\n", Frame(name: "message", data: "x")),
        Case(
            "event: gap\ndata: {\"after\":3,\"next\":16}\n\nevent: end\ndata: {\"reason\":\"stopping\"}\n\n",
            Frame(name: "gap", data: #"{"after":3,"next":16}"#),
            Frame(name: "end", data: #"{"reason":"stopping"}"#)
        ),
    ]

    @Test(arguments: cases) func aStreamIsReadAsTheStandardSays(_ example: Case) throws {
        var parser = EventStreamParser()
        #expect(try parser.push(example.text.utf8) == example.frames)
    }

    @Test(arguments: cases) func itMayBeSplitAnywhere(_ example: Case) throws {
        let bytes = Array(example.text.utf8)
        for size in 1...3 {
            var parser = EventStreamParser()
            var frames: [Frame] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                frames += try parser.push(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(frames == example.frames, "pieces of \(size)")
        }
    }

    @Test(arguments: [
        ("id: 7\n\n", "7"), ("id: 7\n", nil), ("id: 7\ndata: x\n", nil), (": alive\n\n", nil),
        ("id: 7\n\n: alive\n\nid: 8\n\nid: 9", "8"), ("id: 7\n\nid: 8\ndata: half\n", "7"),
        ("id: 7\ndata: x\n\ndata: y\n\n", "7"),
    ])
    func anIDCountsWithTheBlockThatItIsIn(text: String, id: String?) throws {
        var parser = EventStreamParser()
        _ = try parser.push(text.utf8)
        #expect(parser.lastID == id)
    }

    @Test func anEventHasALimit() throws {
        var parser = EventStreamParser(limit: 16)
        #expect(try parser.push("data: 0123456789\n\n".utf8) == [Frame(name: "message", data: "0123456789")])
        // The limit counts for each event anew.
        #expect(try parser.push("data: 0123456789\n\n".utf8).count == 1)
        #expect(throws: EventStreamParser.TooLong.self) { try parser.push("data: 0123456789A".utf8) }
        parser = EventStreamParser(limit: 16)
        #expect(throws: EventStreamParser.TooLong.self) { try parser.push("data: 01234\ndata: 56789AB\n".utf8) }
    }
}
