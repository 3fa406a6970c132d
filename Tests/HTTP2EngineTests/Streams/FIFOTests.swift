import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 streams: first in, first out")
struct FIFOTests {
    @Test("Elements come out in their order, however many wait", arguments: [0, 1, 63, 64, 65, 127, 128, 129, 1000])
    func order(waiting: Int) {
        var fifo = FIFO<Int>()
        for number in 0..<waiting { fifo.append(number) }
        for number in 0..<2000 {
            fifo.append(waiting + number)
            #expect(fifo.popFirst() == number && fifo.count == waiting)
        }
        for number in 0..<waiting { #expect(fifo.popFirst() == 2000 + number) }
        #expect(fifo.isEmpty && fifo.popFirst() == nil)
    }

    @Test("An element that is gone is let go at once")
    func elements() {
        final class Element {}
        var fifo = FIFO<Element>()
        weak var first: Element?
        do {
            let element = Element()
            first = element
            fifo.append(element)
        }
        fifo.append(Element())
        #expect(first != nil)
        _ = fifo.popFirst()
        #expect(first == nil && fifo.count == 1)
    }

    @Test("Places that were needed once are given up while some wait")
    func places() {
        var fifo = FIFO<Int>()
        for number in 0..<100_000 { fifo.append(number) }
        for _ in 0..<99_990 { _ = fifo.popFirst() }
        #expect(fifo.count == 10 && fifo.capacity < 1000)
        for number in 0..<100_000 {
            fifo.append(number)
            _ = fifo.popFirst()
        }
        #expect(fifo.capacity < 1000)
    }
}
