import Testing

@testable import PluginTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One direction of shared memory with a thread on each side, as two processes have it.
@Suite(.timeLimit(.minutes(5))) struct SharedRingThreadTests {
    /// How many bytes go through a ring; a small one makes the sides wait for each other with every few.
    private static func total(_ test: TestRing) -> UInt64 { test.ring.capacity < 1024 ? 1 << 20 : 4 << 20 }

    /// How a side waits for the other.
    enum Waiting: CaseIterable, Sendable {
        /// It looks again and again, and never asks to be woken.
        case spinning
        /// It sleeps until it is woken: one wake-up that is lost, and the test never ends.
        case sleeping
    }

    /// What wakes the sides.
    private final class Bells: Sendable {
        let (reader, toReader): (RawSocket, RawSocket)
        let (writer, toWriter): (RawSocket, RawSocket)

        init() throws {
            (reader, toReader) = try RawSocket.pair()
            (writer, toWriter) = try RawSocket.pair()
        }

        static func wait(for bell: RawSocket) {
            var entry = pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&entry, 1, -1)
            _ = bell.read()
        }
    }

    private struct Outcome: Sendable {
        var isInOrder = true
        var wakes = 0
    }

    private static func write(_ test: TestRing, _ waiting: Waiting, _ bells: Bells, seed: UInt64) -> Outcome {
        var outcome = Outcome()
        var writer = SharedRingWriter(test.ring)
        var generator = SeededGenerator(seed: seed)
        let total = total(test)
        var position: UInt64 = 0
        while position < total {
            let count = min(UInt64.random(in: 1...3000, using: &generator), total - position)
            var rest = streamBytes(at: position, count: Int(count))[...]
            position += count
            while !rest.isEmpty {
                switch writer.write(Array(rest)) {
                case .moved(let count, let wakesPeer):
                    rest = rest.dropFirst(count)
                    guard wakesPeer else { continue }
                    outcome.wakes += 1
                    bells.toReader.write([0])
                case .blocked where waiting == .sleeping: Bells.wait(for: bells.writer)
                case .blocked: sched_yield()
                case .corrupt:
                    outcome.isInOrder = false
                    return outcome
                }
            }
        }
        return outcome
    }

    private static func read(_ test: TestRing, _ waiting: Waiting, _ bells: Bells, seed: UInt64) -> Outcome {
        var outcome = Outcome()
        var reader = SharedRingReader(test.ring)
        var generator = SeededGenerator(seed: seed)
        let total = total(test)
        var position: UInt64 = 0
        while position < total {
            let (step, bytes) = reader.read(upTo: Int.random(in: 1...3000, using: &generator))
            switch step {
            case .moved(_, let wakesPeer):
                outcome.isInOrder = outcome.isInOrder && bytes == streamBytes(at: position, count: bytes.count)
                position += UInt64(bytes.count)
                guard !bytes.isEmpty else { return outcome }
                guard wakesPeer else { continue }
                outcome.wakes += 1
                bells.toWriter.write([0])
            case .blocked where waiting == .sleeping:
                reader.sleep()
                if !reader.hasBytes { Bells.wait(for: bells.reader) }
            case .blocked: sched_yield()
            case .corrupt:
                outcome.isInOrder = false
                return outcome
            }
        }
        return outcome
    }

    @Test(arguments: Waiting.allCases, [64, 4096])
    func everyByteComesThrough(waiting: Waiting, capacity: Int) async throws {
        let test = TestRing(capacity: capacity)
        let bells = try Bells()
        let (written, read) = (OneShot<Outcome>(), OneShot<Outcome>())
        try SystemThread.start(name: "ring-writer") {
            written.fulfil(.success(Self.write(test, waiting, bells, seed: UInt64(capacity))))
        }
        try SystemThread.start(name: "ring-reader") {
            read.fulfil(.success(Self.read(test, waiting, bells, seed: UInt64(capacity) + 1)))
        }
        let (writer, reader) = (try await written.value(), try await read.value())
        #expect(writer.isInOrder && reader.isInOrder)
        #expect(test.ring.written.value == Self.total(test) && test.ring.read.value == Self.total(test))
        #expect(test.isIntact)
        // Nobody wakes one that has not asked for it.
        if waiting == .spinning { #expect(writer.wakes == 0) }
    }
}
