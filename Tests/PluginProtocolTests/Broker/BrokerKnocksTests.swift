import TestSupport
import Testing

@testable import PluginProtocol

/// Which stream is whose.
@Suite struct BrokerKnocksTests {
    private let start = ContinuousClock.now

    private static func ack(_ id: UInt32, _ error: String? = nil) -> BrokerMessage {
        .acknowledgement(id: id, error: error)
    }

    // MARK: Dialing

    @Test(.conforms(to: 96)) func knockAcknowledgementStream() {
        var broker = BrokerKnocks()
        #expect(broker.dial(5, ticket: 1) == [.send(.knock(id: 5)), .knocked(1)])
        #expect(broker.receive(Self.ack(5), now: start) == [.open(1)])
    }

    @Test(.conforms(to: 96)) func dialsWaitForEachOther() {
        var broker = BrokerKnocks()
        _ = broker.dial(5, ticket: 1)
        #expect(broker.dial(6, ticket: 2) == [])
        #expect(broker.dial(7, ticket: 3) == [])
        // The stream of one comes before the knock of the next.
        #expect(broker.receive(Self.ack(5), now: start) == [.open(1), .send(.knock(id: 6)), .knocked(2)])
        #expect(
            broker.receive(Self.ack(6, "busy"), now: start)
                == [.fail(2, reason: "busy"), .send(.knock(id: 7)), .knocked(3)]
        )
        #expect(broker.receive(Self.ack(7), now: start) == [.open(3)])
    }

    @Test func dialThatIsGivenUpStillGetsItsStream() {
        var broker = BrokerKnocks()
        _ = broker.dial(5, ticket: 1)
        _ = broker.dial(6, ticket: 2)
        #expect(broker.giveUp(1) == [.send(.knock(id: 6)), .knocked(2)])
        // The peer counts on a stream for each acknowledgement, in their order.
        #expect(broker.receive(Self.ack(5), now: start) == [.openInVain])
        #expect(broker.receive(Self.ack(6), now: start) == [.open(2)])
    }

    @Test func refusalOfADialThatIsGivenUpNeedsNoStream() {
        var broker = BrokerKnocks()
        _ = broker.dial(5, ticket: 1)
        #expect(broker.giveUp(1) == [])
        #expect(broker.receive(Self.ack(5, "late"), now: start) == [])
    }

    @Test func dialThatIsGivenUpBeforeItsKnockIsForgotten() {
        var broker = BrokerKnocks()
        _ = broker.dial(5, ticket: 1)
        _ = broker.dial(6, ticket: 2)
        #expect(broker.giveUp(2) == [])
        #expect(broker.receive(Self.ack(5), now: start) == [.open(1)])
        #expect(broker.giveUp(1) == [])
    }

    @Test func answerToNothingIsIgnored() {
        var broker = BrokerKnocks()
        #expect(broker.receive(Self.ack(5), now: start) == [])
        _ = broker.dial(5, ticket: 1)
        #expect(broker.receive(Self.ack(6), now: start) == [])
        #expect(broker.receive(Self.ack(5), now: start) == [.open(1)])
        #expect(broker.receive(Self.ack(5), now: start) == [])
    }

    @Test func peerThatNeverAnswersIsNotKnockedAtForEver() {
        var limits = BrokerLimits()
        limits.waitingMessages = 2
        var broker = BrokerKnocks(limits: limits)
        for ticket in 1...2 as ClosedRange<UInt64> {
            _ = broker.dial(5, ticket: ticket)
            _ = broker.giveUp(ticket)
        }
        #expect(broker.dial(5, ticket: 3) == [])
        #expect(broker.giveUp(3) == [])
    }

    // MARK: Accepting

    @Test(.conforms(to: 99)) func knockForWhatIsAccepted() {
        var broker = BrokerKnocks()
        #expect(broker.accept(5, now: start) == [])
        #expect(broker.receive(.knock(id: 5), now: start) == [.send(Self.ack(5))])
        #expect(broker.streamOpened(now: start) == 5)
        #expect(broker.streamOpened(now: start) == nil)
        // It can be dialed again, with a knock of its own.
        #expect(broker.receive(.knock(id: 5), now: start) == [.send(Self.ack(5))])
        #expect(broker.streamOpened(now: start) == 5)
    }

    @Test func knockThatComesFirstWaits() {
        var broker = BrokerKnocks()
        #expect(broker.receive(.knock(id: 5), now: start) == [.wake(after: .milliseconds(4500))])
        #expect(broker.tick(now: start + .milliseconds(4499)) == [])
        #expect(broker.accept(5, now: start + .milliseconds(4499)) == [.send(Self.ack(5))])
        #expect(broker.tick(now: start + .seconds(5)) == [])
        #expect(broker.streamOpened(now: start + .seconds(5)) == 5)
    }

    @Test(.conforms(to: 97, 98)) func knockForNothingIsRefusedInTime() {
        var broker = BrokerKnocks()
        _ = broker.receive(.knock(id: 9), now: start)
        let refusal = BrokerKnocks.Action.send(Self.ack(9, "no listener for id 9"))
        #expect(broker.tick(now: start + .milliseconds(4500)) == [refusal])
        #expect(broker.streamOpened(now: start) == nil)
        #expect(broker.accept(9, now: start + .seconds(6)) == [])
    }

    @Test func closedIsAcceptedNoMore() {
        var broker = BrokerKnocks()
        _ = broker.accept(5, now: start)
        broker.close(5)
        #expect(broker.receive(.knock(id: 5), now: start) == [.wake(after: .milliseconds(4500))])
    }

    @Test func streamsComeInTheOrderOfTheAcknowledgements() {
        var broker = BrokerKnocks()
        for id in [5, 6, 7] as [UInt32] { _ = broker.accept(id, now: start) }
        for id in [6, 5, 7] as [UInt32] { _ = broker.receive(.knock(id: id), now: start) }
        #expect((0..<4).map { _ in broker.streamOpened(now: start) } == [6, 5, 7, nil])
    }

    @Test func peerThatKnocksAndDoesNotComeLosesItsPlace() {
        var broker = BrokerKnocks()
        _ = broker.accept(5, now: start)
        _ = broker.receive(.knock(id: 5), now: start)
        #expect(broker.streamOpened(now: start + .seconds(5)) == nil)
    }

    @Test func floodOfKnocksIsBounded() {
        var limits = BrokerLimits()
        limits.waitingMessages = 2
        var broker = BrokerKnocks(limits: limits)
        for id in 1...2 as ClosedRange<UInt32> {
            #expect(broker.receive(.knock(id: id), now: start) == [.wake(after: limits.knockPatience)])
        }
        #expect(broker.receive(.knock(id: 3), now: start) == [.send(Self.ack(3, "no listener for id 3"))])
    }

    @Test func announcementsMeanNothingHere() {
        var broker = BrokerKnocks()
        #expect(broker.receive(.announcement(id: 1, network: "unix", address: "/run/p"), now: start) == [])
    }

    /// Two sides, many dials, some given up, in every order that a seeded generator finds: no stream is mistaken.
    @Test(.conforms(to: 96), arguments: 0..<50 as Range<UInt64>)
    func nothingIsMistaken(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var dialer = BrokerKnocks()
        var listener = BrokerKnocks()
        var toListener: [BrokerMessage] = []
        var toDialer: [BrokerMessage] = []
        /// What each stream is for, as its opener says; nil is in vain.
        var streams: [UInt32?] = []
        var taken: [(said: UInt32?, is: UInt32?)] = []
        var now = start
        func perform(_ actions: [BrokerKnocks.Action], _ outbox: inout [BrokerMessage]) {
            for action in actions {
                switch action {
                case .send(let message): outbox.append(message)
                case .open(let ticket): streams.append(UInt32(ticket))
                case .openInVain: streams.append(nil)
                case .knocked, .fail, .wake: break
                }
            }
        }
        for id in 1...40 as ClosedRange<UInt32> { _ = listener.accept(id, now: now) }
        var next: UInt64 = 1
        for _ in 0..<2000 {
            now += .milliseconds(1)
            switch random.next() % 5 {
            case 0 where next <= 40:
                perform(dialer.dial(UInt32(next), ticket: next), &toListener)
                next += 1
            case 1 where next > 1 && random.next() % 8 == 0:
                perform(dialer.giveUp(random.next() % next), &toListener)
            case 2 where !toListener.isEmpty:
                perform(listener.receive(toListener.removeFirst(), now: now), &toDialer)
            case 3 where !toDialer.isEmpty:
                perform(dialer.receive(toDialer.removeFirst(), now: now), &toListener)
            case 4 where !streams.isEmpty:
                taken.append((streams.removeFirst(), listener.streamOpened(now: now)))
            default: break
            }
        }
        #expect(taken.allSatisfy { $0.said == nil || $0.said == $0.is })
        #expect(taken.allSatisfy { $0.is != nil })
        #expect(taken.count > 20)
    }
}
