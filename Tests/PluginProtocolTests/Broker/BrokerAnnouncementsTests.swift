import TestSupport
import Testing

@testable import PluginProtocol

/// Announcements and dials, in either order.
@Suite struct BrokerAnnouncementsTests {
    private let start = ContinuousClock.now
    private let here = BrokerAnnouncements.Place(network: "unix", address: "/run/here")
    private let there = BrokerAnnouncements.Place(network: "unix", address: "/run/there")

    @Test(.conforms(to: 91)) func announcedFirst() {
        var broker = BrokerAnnouncements()
        #expect(broker.announce(1, at: here, now: start) == nil)
        #expect(broker.dial(1, ticket: 7, now: start + .milliseconds(4999)) == here)
    }

    @Test(.conforms(to: 90)) func dialedFirst() {
        var broker = BrokerAnnouncements()
        #expect(broker.dial(1, ticket: 7, now: start) == nil)
        #expect(broker.announce(2, at: there, now: start) == nil)
        #expect(broker.announce(1, at: here, now: start) == 7)
        // It was the one dial's; what comes next waits for another.
        #expect(broker.announce(1, at: there, now: start) == nil)
        #expect(broker.dial(1, ticket: 8, now: start) == there)
    }

    @Test(.conforms(to: 92)) func aNumberIsGoodForOneConnection() {
        var broker = BrokerAnnouncements()
        _ = broker.announce(1, at: here, now: start)
        #expect(broker.dial(1, ticket: 7, now: start) == here)
        #expect(broker.dial(1, ticket: 8, now: start) == nil)
    }

    @Test func aSecondAnnouncementIsDropped() {
        var broker = BrokerAnnouncements()
        _ = broker.announce(1, at: here, now: start)
        _ = broker.announce(1, at: there, now: start)
        #expect(broker.dial(1, ticket: 7, now: start) == here)
    }

    @Test func announcementIsForgottenAfterItsTime() {
        var broker = BrokerAnnouncements()
        _ = broker.announce(1, at: here, now: start)
        #expect(broker.dial(1, ticket: 7, now: start + .seconds(5)) == nil)
        // And no longer holds its number against a new one.
        _ = broker.announce(2, at: here, now: start)
        _ = broker.announce(2, at: there, now: start + .seconds(5))
        #expect(broker.dial(2, ticket: 8, now: start + .seconds(5)) == there)
    }

    @Test func dialsOfOneNumberTakeTurns() {
        var broker = BrokerAnnouncements()
        _ = broker.dial(1, ticket: 7, now: start)
        _ = broker.dial(1, ticket: 8, now: start)
        #expect(broker.announce(1, at: here, now: start) == 7)
        #expect(broker.announce(1, at: there, now: start) == 8)
    }

    @Test func givenUp() {
        var broker = BrokerAnnouncements()
        _ = broker.dial(1, ticket: 7, now: start)
        broker.giveUp(7)
        broker.giveUp(99)
        #expect(broker.announce(1, at: here, now: start) == nil)
    }

    @Test func floodIsBounded() {
        var limits = BrokerLimits()
        limits.waitingMessages = 3
        var broker = BrokerAnnouncements(limits: limits)
        for id in 1...10 as ClosedRange<UInt32> { _ = broker.announce(id, at: here, now: start) }
        let known = (1...10).filter { broker.dial(UInt32($0), ticket: UInt64($0), now: start) != nil }
        #expect(known == [1, 2, 3])
    }
}
