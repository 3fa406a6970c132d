import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 streams: the line of senders")
struct SendLineTests {
    @Test("First come, first served, however long the line is", arguments: [1, 1023, 1024, 1025, 5000])
    func order(count: Int) {
        var line = SendLine()
        for id in 0..<UInt32(count) { line.append(id) }
        for id in 0..<UInt32(count) { #expect(line.popFirst() == id) }
        #expect(line.isEmpty && line.popFirst() == nil)
    }

    @Test("Those that take turns keep their order, and the line does not grow")
    func turns() {
        var line = SendLine()
        for id: UInt32 in [1, 3, 5] { line.append(id) }
        for turn in 0..<10_000 {
            let next = line.popFirst()
            #expect(next == [1, 3, 5][turn % 3])
            if let next { line.append(next) }
        }
        #expect(line.count == 3)
    }

    @Test("Places can be given up")
    func keep() {
        var line = SendLine()
        for id in 0..<UInt32(10) { line.append(id) }
        _ = (line.popFirst(), line.popFirst())
        line.keep { $0 % 3 == 0 }
        #expect(line.count == 3)
        #expect(line.popFirst() == 3 && line.popFirst() == 6 && line.popFirst() == 9 && line.popFirst() == nil)
    }
}
