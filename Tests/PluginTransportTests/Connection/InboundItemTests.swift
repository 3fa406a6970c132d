import HTTP2Engine
import Testing

@testable import PluginTransport

@Suite struct InboundItemTests {
    @Test(arguments: [0, 1, 64, 65, 1000], [0, 5, 127, 128, 5000])
    func itemsComeInTheirOrder(count: Int, length: Int) {
        let messages = (0..<count).map { number in
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: number + $0) }
            return ReceivedMessage(bytes: bytes, isCompressed: number % 3 == 0)
        }
        var queue = InboundQueue()
        queue.append(.failed(GRPCStatus(code: .cancelled)))
        guard case .failed? = queue.popFirst() else {
            Issue.record("an item alone")
            return
        }
        for message in messages { queue.append(.message(message)) }
        queue.append(.end)
        queue.append(.failed(GRPCStatus(code: .cancelled)))
        for message in messages {
            guard case .message(let next)? = queue.popFirst(), next == message else {
                Issue.record("another message than was put in")
                return
            }
        }
        guard case .end? = queue.popFirst(), case .failed? = queue.popFirst(), queue.popFirst() == nil else {
            Issue.record("the end")
            return
        }
    }
}
