import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 connection: the end of a request")
struct EndStreamTests {
    @Test("A request ends with its last DATA frame, or with its HEADERS, or in a frame of its own")
    func endStream() {
        struct Step {
            var name: String
            var actions: (inout ScriptedPeer) -> [Said]
            var end: Said
        }
        let message: [UInt8] = [5]
        let steps = [
            Step(
                name: "message marked as last",
                actions: { peer in
                    _ = peer.engine.send(message, isLast: true, on: 1)
                    return peer.hear()
                },
                end: .data(1, framed(message), end: true)
            ),
            Step(
                name: "finished before it was taken",
                actions: { peer in
                    _ = peer.engine.send(message, on: 1)
                    peer.engine.finish(1)
                    return peer.hear()
                },
                end: .data(1, framed(message), end: true)
            ),
            Step(
                name: "finished after it was taken",
                actions: { peer in
                    _ = peer.engine.send(message, on: 1)
                    let said = peer.hear()
                    peer.engine.finish(1)
                    return said + peer.hear()
                },
                end: .data(1, [], end: true)
            ),
            Step(
                name: "no message",
                actions: { peer in
                    peer.engine.finish(1)
                    return peer.hear()
                },
                end: .headers(1, RequestFields.all(path: "/a.B/C"), end: true)
            ),
            Step(
                name: "no message, head taken",
                actions: { peer in
                    let said = peer.hear()
                    peer.engine.finish(1)
                    return said + peer.hear()
                },
                end: .data(1, [], end: true)
            ),
            Step(
                name: "something else written in between",
                actions: { peer in
                    _ = peer.engine.send(message, on: 1)
                    _ = peer.open()
                    peer.engine.finish(1)
                    return peer.hear().filter { $0.stream == 1 }
                },
                end: .data(1, framed(message), end: true)
            ),
        ]
        for step in steps {
            var peer = ScriptedPeer(against: .client)
            _ = peer.open()
            let said = step.actions(&peer)
            #expect(said.last == step.end, "\(step.name)")
            let ends = said.filter {
                switch $0 {
                case .headers(_, _, end: true), .data(_, _, end: true): true
                default: false
                }
            }
            #expect(ends.count == 1, "\(step.name)")
            if case .closed = peer.engine.send([1], on: 1) {} else { Issue.record("sent behind the end: \(step.name)") }
        }
    }

    @Test("The end of a request is set on its HEADERS also when they were cut")
    func longRequest() {
        var peer = ScriptedPeer(against: .client)
        let value = String(repeating: "~", count: 50_000)
        guard case .opened(1) = peer.engine.open("/x", metadata: [HeaderField("x", value)]) else {
            Issue.record("not opened")
            return
        }
        peer.engine.finish(1)
        let bytes = peer.engine.outputBytes()
        let frames = WireFrame.all(in: bytes)
        #expect(frames.map(\.type).first == 1 && Set(frames.dropFirst().map(\.type)) == [9])
        #expect(frames.map { $0.flags & 0x5 }.first == 1 && frames.last?.flags == 4)
        #expect(frames.dropFirst().dropLast().allSatisfy { $0.flags == 0 && $0.payload.count == 16_384 })
    }
}
