import HTTP2Engine
import Testing

@Suite struct MessageDeframerTests {
    private func frame(_ bytes: [UInt8], isCompressed: Bool = false) -> [UInt8] {
        prefix(isCompressed ? 1 : 0, UInt32(bytes.count)) + bytes
    }

    private func prefix(_ flag: UInt8, _ length: UInt32) -> [UInt8] {
        [flag] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32($0))) }
    }

    /// What came out of `pieces`, and the error that ended it.
    private struct Outcome: Equatable {
        var messages: [ReceivedMessage] = []
        var error: GRPCCodingError?
        var partialCount = 0
    }

    private func append(
        _ piece: [UInt8],
        to deframer: inout MessageDeframer,
        into messages: inout [ReceivedMessage]
    ) -> GRPCCodingError? {
        piece.withUnsafeBytes { bytes in
            do throws(GRPCCodingError) {
                try deframer.append(bytes, into: &messages)
                return nil
            } catch {
                return error
            }
        }
    }

    private func deframe(_ pieces: [[UInt8]], limit: Int = 1_000_000) -> Outcome {
        var deframer = MessageDeframer(limit: limit)
        var outcome = Outcome()
        for piece in pieces where outcome.error == nil {
            outcome.error = append(piece, to: &deframer, into: &outcome.messages)
        }
        outcome.partialCount = deframer.partialCount
        #expect(deframer.isAtBoundary == (deframer.partialCount == 0))
        return outcome
    }

    private let messages = [
        ReceivedMessage(bytes: [], isCompressed: false), ReceivedMessage(bytes: [1], isCompressed: true),
        ReceivedMessage(bytes: Array(0...255) + Array(0...44), isCompressed: false),
        ReceivedMessage(bytes: [], isCompressed: true),
        ReceivedMessage(bytes: [2, 3, 4, 5, 6, 7], isCompressed: false),
    ]

    private var wire: [UInt8] { messages.flatMap { frame($0.bytes, isCompressed: $0.isCompressed) } }

    @Test func readsOnePayload() {
        #expect(deframe([wire]) == Outcome(messages: messages))
        #expect(messages.map(\.framedLength).reduce(0, +) == wire.count)
    }

    @Test func readsNothing() {
        #expect(deframe([]) == Outcome())
        #expect(deframe([[], []]) == Outcome())
        var deframer = MessageDeframer(limit: 0)
        var none: [ReceivedMessage] = []
        #expect(throws: Never.self) { try deframer.append(UnsafeRawBufferPointer(start: nil, count: 0), into: &none) }
        #expect(none.isEmpty && deframer.isAtBoundary)
    }

    @Test func readsEveryCutTheSame() {
        let wire = wire
        for cut in 0...wire.count {
            #expect(deframe([Array(wire[..<cut]), Array(wire[cut...])]) == Outcome(messages: messages))
        }
        #expect(deframe(wire.map { [$0] }) == Outcome(messages: messages))
    }

    @Test func readsEveryPairOfCutsTheSame() {
        let messages = [
            ReceivedMessage(bytes: [1, 2], isCompressed: false), ReceivedMessage(bytes: [], isCompressed: false),
            ReceivedMessage(bytes: [3, 4, 5], isCompressed: true),
        ]
        let wire = messages.flatMap { frame($0.bytes, isCompressed: $0.isCompressed) }
        for first in 0...wire.count {
            for second in first...wire.count {
                let pieces = [Array(wire[..<first]), Array(wire[first..<second]), Array(wire[second...])]
                #expect(deframe(pieces) == Outcome(messages: messages))
            }
        }
    }

    @Test func countsWhatIsNotWholeYet() {
        let wire = frame([1, 2, 3])
        var deframer = MessageDeframer(limit: 3)
        var messages: [ReceivedMessage] = []
        for (index, byte) in wire.enumerated() {
            #expect(deframer.partialCount == index)
            #expect(deframer.isAtBoundary == (index == 0))
            #expect(append([byte], to: &deframer, into: &messages) == nil)
        }
        #expect(deframer.partialCount == 0 && deframer.isAtBoundary)
        #expect(messages == [ReceivedMessage(bytes: [1, 2, 3], isCompressed: false)])
    }

    @Test(arguments: [0, 1, 5, 16_384])
    func limitIsTheLargestMessage(limit: Int) {
        let atLimit = [UInt8](repeating: 9, count: limit)
        #expect(deframe([frame(atLimit)], limit: limit).messages.map(\.bytes) == [atLimit])
        // Refused by its prefix alone.
        let above = deframe([prefix(0, UInt32(limit + 1))], limit: limit)
        #expect(above.messages.isEmpty)
        #expect(above.error?.code == .messageTooLarge)
        #expect(above.error?.message.contains(" \(limit + 1) ") == true)
        #expect(above.error?.message.contains(" \(limit).") == true)
        // Nothing is judged before the prefix is whole.
        #expect(deframe([Array(prefix(0, .max).dropLast())], limit: limit) == Outcome(partialCount: 4))
    }

    @Test(arguments: [Int.min, -1])
    func negativeLimitRefusesEveryMessage(limit: Int) {
        #expect(deframe([frame([])], limit: limit).error?.code == .messageTooLarge)
    }

    @Test func largestLengthIsNoTrap() {
        let outcome = deframe([prefix(0, .max), [1, 2, 3]], limit: .max)
        #expect(outcome == Outcome(partialCount: 8))
    }

    @Test(arguments: [2, 3, 0x7f, 0x80, 0xff] as [UInt8])
    func refusesAnUnknownFlag(flag: UInt8) {
        let outcome = deframe([frame([1]) + [flag], [0, 0, 0, 1, 5]])
        #expect(outcome.messages.map(\.bytes) == [[1]])
        #expect(outcome.error?.code == .malformed)
        #expect(outcome.error?.message.contains(" \(flag),") == true)
    }

    @Test func keepsItsError() {
        var deframer = MessageDeframer(limit: 2)
        var messages: [ReceivedMessage] = []
        var errors: [GRPCCodingError] = []
        for piece in [frame([1]) + frame([1, 2, 3]), frame([2]), []] {
            if let error = append(piece, to: &deframer, into: &messages) { errors.append(error) }
        }
        #expect(errors.map(\.code) == [.messageTooLarge, .messageTooLarge, .messageTooLarge])
        #expect(Set(errors).count == 1)
        #expect(messages.map(\.bytes) == [[1]])
        #expect(deframer.partialCount == 5 && !deframer.isAtBoundary)
    }

    @Test func readsAFloodOfEmptyMessages() {
        let outcome = deframe([[UInt8](repeating: 0, count: 5 * 10_000 + 3)])
        #expect(outcome.messages.count == 10_000)
        #expect(outcome.messages.allSatisfy { $0.bytes.isEmpty && !$0.isCompressed })
        #expect(outcome.partialCount == 3)
    }

    @Test(arguments: [1, 7, 16_384, 65_535])
    func readsALargeMessageInPieces(size: Int) {
        var random = GRPCSeededRandom(seed: 5)
        let count = min(1_000_000, size * 1_000)
        let bytes = random.bytes(4_096)
        let message = (0..<count).map { bytes[$0 % 4_096] }
        let wire = frame(message) + frame([1])
        let pieces = stride(from: 0, to: wire.count, by: size).map { Array(wire[$0..<min($0 + size, wire.count)]) }
        #expect(deframe(pieces).messages.map(\.bytes) == [message, [1]])
    }

    @Test func agreesWithAPlainReaderOnNoise() {
        var random = GRPCSeededRandom(seed: 6)
        for _ in 0..<3_000 {
            var wire: [UInt8] = []
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                switch Int.random(in: 0...9, using: &random) {
                case 0: wire += random.bytes(Int.random(in: 0...8, using: &random))
                case 1: wire += prefix(0, UInt32.random(in: 0...40, using: &random))
                default:
                    let count = Int.random(in: 0...34, using: &random)
                    wire += frame(random.bytes(count), isCompressed: Bool.random(using: &random))
                }
            }
            var pieces: [[UInt8]] = []
            var rest = wire[...]
            while !rest.isEmpty {
                let count = Int.random(in: 0...rest.count, using: &random)
                pieces.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            let outcome = deframe(pieces, limit: 32)
            let expected = plainly(read: wire, limit: 32)
            #expect(outcome.messages == expected.messages)
            #expect(outcome.error?.code == expected.code)
            if expected.code == nil { #expect(outcome.partialCount == expected.left) }
        }
    }

    /// The format in as few words as possible, on bytes that are all there.
    private func plainly(
        read wire: [UInt8],
        limit: Int
    ) -> (messages: [ReceivedMessage], code: GRPCCodingError.Code?, left: Int) {
        var messages: [ReceivedMessage] = []
        var start = 0
        while start + 5 <= wire.count {
            let length = wire[start + 1..<start + 5].reduce(0) { $0 * 256 + Int($1) }
            if wire[start] > 1 { return (messages, .malformed, 0) }
            if length > limit { return (messages, .messageTooLarge, 0) }
            let end = start + 5 + length
            if end > wire.count { break }
            messages.append(
                ReceivedMessage(bytes: Array(wire[start + 5..<end]), isCompressed: wire[start] == 1)
            )
            start = end
        }
        return (messages, nil, wire.count - start)
    }
}
