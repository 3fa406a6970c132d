import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 streams: the receiver's window")
struct ReceiveWindowTests {
    @Test("As much as the window, and not a byte more")
    func edge() {
        var window = ReceiveWindow(size: 100)
        #expect(window.receive(100) == true)
        #expect(window.receive(1) == false)
    }

    @Test("Half of it is given back at a time")
    func half() {
        var window = ReceiveWindow(size: 100)
        _ = window.receive(49)
        #expect(window.update() == nil)
        _ = window.receive(1)
        #expect(window.update() == 50)
        #expect(window.update() == nil)
        #expect(window.receive(100) == true)
    }

    @Test("What is unread is not given back, and afterwards it is")
    func unread() {
        var window = ReceiveWindow(size: 100)
        _ = window.receive(80)
        window.hold(60)
        #expect(window.update() == nil)
        window.release(60)
        #expect(window.update() == 80)
    }

    @Test("A message longer than the window passes, and counts as unread when it is whole")
    func longMessage() {
        var window = ReceiveWindow(size: 100)
        var left = 100
        for _ in 0..<100 {
            #expect(window.receive(10) == true)
            left += (window.update() ?? 0) - 10
            #expect(left > 0)
        }
        window.hold(1000)
        #expect(window.update() == nil)
        // Until it is taken only what is left of the window can come.
        #expect(window.receive(left) == true)
        #expect(window.update() == nil)
        #expect(window.receive(1) == false)
        window.release(1000)
        #expect((window.update() ?? 0) > 0)
    }

    @Test("The smallest windows never give back nothing", arguments: [0, 1, 2])
    func tiny(size: Int) {
        var window = ReceiveWindow(size: size)
        #expect(window.update() == nil)
        #expect(window.receive(size) == true)
        #expect(window.update() == (size == 0 ? nil : size))
    }

    @Test("No order of arrivals and readings gets stuck or gives back more than came")
    func seeded() {
        for seed in 0..<200 as Range<UInt64> {
            var random = GRPCSeededRandom(seed: seed)
            let size = Int.random(in: 2...300, using: &random)
            var window = ReceiveWindow(size: size)
            var (left, received, returned, partial) = (size, 0, 0, 0)
            var unread: [Int] = []
            for _ in 0..<500 {
                if left > 0, Bool.random(using: &random) {
                    let count = Int.random(in: 1...left, using: &random)
                    #expect(window.receive(count) == true)
                    (left, received, partial) = (left - count, received + count, partial + count)
                    if Bool.random(using: &random) {
                        window.hold(partial)
                        unread.append(partial)
                        partial = 0
                    }
                } else if let count = unread.popLast() {
                    window.release(count)
                }
                if let update = window.update() {
                    #expect(update > 0)
                    (left, returned) = (left + update, returned + update)
                }
                #expect(returned <= received && left <= size)
                #expect(left > 0 || !unread.isEmpty, "stuck with nothing to read, seed \(seed)")
            }
        }
    }
}
