import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 connection: blocks that are written again")
struct BlockCacheTests {
    @Test("Requests of many methods are understood, also more than are remembered")
    func manyMethods() {
        var peer = ScriptedPeer(against: .client)
        for round in 0..<3 {
            for index in 0..<400 {
                let path = "/package.Service/Method\(index)"
                guard let id = peer.open(path) else {
                    Issue.record("not opened")
                    return
                }
                #expect(peer.hear() == [.headers(id, RequestFields.all(path: path), end: false)], "round \(round)")
                peer.engine.cancel(id)
                _ = peer.hear()
            }
        }
        #expect(peer.listener.faults.isEmpty)
    }

    @Test("A call that comes again takes few bytes")
    func repetition() {
        var peer = ScriptedPeer(against: .client)
        var sizes: [Int] = []
        for _ in 0..<4 {
            _ = peer.open()
            sizes.append(peer.engine.outputBytes().count)
        }
        #expect(sizes[2] == sizes[3] && sizes[3] < 9 + 12, "\(sizes)")
    }

    @Test("Timeout, compression and metadata follow what is remembered")
    func additions() {
        var peer = ScriptedPeer(against: .client)
        let metadata = [HeaderField("a", "1"), HeaderField("a", "2")]
        for id in stride(from: UInt32(1), to: 9, by: 2) {
            _ = peer.engine.open("/x", timeout: .milliseconds(2), compression: .gzip, metadata: metadata)
            let fields =
                RequestFields.all(path: "/x")
                + [HeaderField("grpc-timeout", "2000000n"), HeaderField("grpc-encoding", "gzip")] + metadata
            #expect(peer.hear() == [.headers(id, fields, end: false)])
        }
    }

    @Test("What was read from a list is found again by the list, the latest few")
    func headMemo() {
        var memo = HeadMemo<Int>()
        let lists = (0..<6).map { HeaderList([HeaderField("x", "\($0)")]) }
        for (index, list) in lists.enumerated() {
            #expect(memo[list] == nil)
            memo.keep(index, of: list)
        }
        #expect(lists.map { memo[$0] } == [nil, nil, 2, 3, 4, 5])
        #expect(memo[HeaderList([HeaderField("x", "5")])] == nil, "an equal list is another one")
    }
}
