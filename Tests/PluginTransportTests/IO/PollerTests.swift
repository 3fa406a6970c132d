import TestSupport
import Testing

@testable import PluginTransport

/// Each way to wait for descriptors behaves the same.
enum PollerKind: CaseIterable, Sendable {
    #if os(Linux)
    case epoll
    #endif
    case poll

    func make() throws -> any Poller {
        switch self {
        #if os(Linux)
        case .epoll: try EpollPoller()
        #endif
        case .poll: try PollPoller()
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct PollerTests {
    private func wait(_ poller: any Poller, _ milliseconds: Int32 = 0) -> [UInt64: Readiness] {
        var events: [(token: UInt64, readiness: Readiness)] = []
        // The first wait of one that was told of changes may end because of them.
        for _ in 0..<2 { poller.wait(milliseconds: milliseconds, into: &events) }
        return Dictionary(events.map { ($0.token, $0.readiness) }) { $0.union($1) }
    }

    @Test(arguments: PollerKind.allCases)
    func nothingToTellOfNothing(kind: PollerKind) throws {
        let poller = try kind.make()
        #expect(wait(poller).isEmpty)
        let (one, _other) = try RawSocket.pair()
        poller.add(one.descriptor, token: 1, interest: .readable)
        #expect(wait(poller, 1).isEmpty)
        withExtendedLifetime(_other) {}
        poller.remove(one.descriptor)
    }

    @Test(arguments: PollerKind.allCases)
    func tellsWhatWasAskedFor(kind: PollerKind) throws {
        let poller = try kind.make()
        let (one, other) = try RawSocket.pair()
        poller.add(one.descriptor, token: 7, interest: .readable)
        other.write([1])
        #expect(wait(poller) == [7: .readable])
        poller.change(one.descriptor, token: 7, interest: .writable)
        #expect(wait(poller) == [7: .writable])
        poller.change(one.descriptor, token: 8, interest: [.readable, .writable])
        #expect(wait(poller) == [8: [.readable, .writable]])
        poller.change(one.descriptor, token: 8, interest: [])
        #expect(wait(poller).isEmpty)
        poller.remove(one.descriptor)
    }

    @Test(arguments: PollerKind.allCases)
    func fullSocketIsNotWritable(kind: PollerKind) throws {
        let poller = try kind.make()
        let (one, other) = try RawSocket.pair()
        while one.write([UInt8](repeating: 0, count: 65_536)) > 0 {}
        poller.add(one.descriptor, token: 1, interest: .writable)
        #expect(wait(poller).isEmpty)
        while other.read()?.isEmpty == false {}
        #expect(wait(poller) == [1: .writable])
        poller.remove(one.descriptor)
    }

    @Test(arguments: PollerKind.allCases)
    func removedOnesAreNotHeardOf(kind: PollerKind) throws {
        let poller = try kind.make()
        let (one, other) = try RawSocket.pair()
        poller.add(one.descriptor, token: 1, interest: .readable)
        other.write([1])
        poller.remove(one.descriptor)
        #expect(wait(poller).isEmpty)
    }

    @Test(arguments: PollerKind.allCases)
    func endOfThePeerShows(kind: PollerKind) throws {
        let poller = try kind.make()
        let (one, other) = try RawSocket.pair()
        poller.add(one.descriptor, token: 1, interest: .readable)
        other.cut()
        #expect(wait(poller)[1]?.contains(.readable) == true)
        poller.remove(one.descriptor)
    }

    @Test(arguments: PollerKind.allCases)
    func manyAtATime(kind: PollerKind) throws {
        let poller = try kind.make()
        let pairs = try (0..<200).map { _ in try RawSocket.pair() }
        for (token, pair) in pairs.enumerated() {
            poller.add(pair.0.descriptor, token: UInt64(token), interest: .readable)
            pair.1.write([1])
        }
        var seen: Set<UInt64> = []
        for _ in 0..<100 where seen.count < pairs.count {
            for token in wait(poller).keys where seen.insert(token).inserted {
                _ = pairs[Int(token)].0.read()
            }
        }
        #expect(seen.count == pairs.count)
        for pair in pairs { poller.remove(pair.0.descriptor) }
    }

    @Test(arguments: PollerKind.allCases)
    func changesAreSeenByAWaitThatIsUnderWay(kind: PollerKind) async throws {
        let poller = try kind.make()
        let wakeUp = try WakeUp()
        poller.add(wakeUp.descriptor, token: 0, interest: .readable)
        let (one, other) = try RawSocket.pair()
        let found = OneShot<Bool>()
        try SystemThread.start(name: "test-wait") {
            var events: [(token: UInt64, readiness: Readiness)] = []
            // The end of the test comes by the wake-up when the change does not.
            while events.isEmpty { poller.wait(milliseconds: -1, into: &events) }
            found.fulfil(.success(events.contains { $0.token == 5 }))
        }
        other.write([1])
        poller.add(one.descriptor, token: 5, interest: .readable)
        _ = try await ProcessFacts.eventually(within: .seconds(20)) { found.outcome != nil }
        wakeUp.signal()
        #expect(try await found.value())
        poller.remove(one.descriptor)
    }
}

@Suite struct WakeUpTests {
    private func isReadable(_ wakeUp: WakeUp) throws -> Bool {
        let poller = try PollPoller()
        poller.add(wakeUp.descriptor, token: 1, interest: .readable)
        var events: [(token: UInt64, readiness: Readiness)] = []
        poller.wait(milliseconds: 0, into: &events)
        return events.contains { $0.token == 1 }
    }

    @Test(arguments: [1, 2, 1000])
    func anyNumberOfSignalsIsClearedAtOnce(count: Int) throws {
        let wakeUp = try WakeUp()
        #expect(try !isReadable(wakeUp))
        wakeUp.clear()
        for _ in 0..<count { wakeUp.signal() }
        #expect(try isReadable(wakeUp))
        wakeUp.clear()
        #expect(try !isReadable(wakeUp))
        wakeUp.signal()
        #expect(try isReadable(wakeUp))
    }
}
