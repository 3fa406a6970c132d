import HTTP2Engine
import Testing

@Suite struct GRPCTimeoutTests {
    @Test(
        arguments: [
            (.zero, "1n"), (.seconds(-1), "1n"), (.nanoseconds(-1), "1n"),
            (Duration(secondsComponent: 0, attosecondsComponent: -1), "1n"),
            (Duration(secondsComponent: .min, attosecondsComponent: 0), "1n"),
            (Duration(secondsComponent: 0, attosecondsComponent: 1), "1n"),
            (.nanoseconds(1), "1n"), (Duration(secondsComponent: 0, attosecondsComponent: 1_000_000_001), "2n"),
            (.nanoseconds(99_999_999), "99999999n"), (.nanoseconds(100_000_000), "100000u"),
            (.nanoseconds(100_000_001), "100001u"), (.milliseconds(999), "999000u"), (.seconds(1), "1000000u"),
            (.nanoseconds(1_000_000_001), "1000001u"),
            (.microseconds(99_999_999), "99999999u"), (.microseconds(100_000_000), "100000m"),
            (.nanoseconds(99_999_999_001), "100000m"), (.microseconds(100_000_001), "100001m"),
            (.milliseconds(99_999_999), "99999999m"), (.milliseconds(100_000_000), "100000S"),
            (.microseconds(99_999_999_001), "100000S"), (.milliseconds(100_000_001), "100001S"),
            (.seconds(99_999_999), "99999999S"), (.seconds(100_000_000), "1666667M"),
            (.milliseconds(99_999_999_001), "1666667M"), (.seconds(100_000_020), "1666667M"),
            (.seconds(100_000_021), "1666668M"),
            (.seconds(99_999_999 * 60), "99999999M"), (.seconds(99_999_999 * 60 + 1), "1666667H"),
            (.seconds(99_999_999 * 3_600 - 1), "99999999H"), (.seconds(99_999_999 * 3_600), "99999999H"),
            (.seconds(99_999_999 * 3_600 + 1), "99999999H"),
            (Duration(secondsComponent: .max, attosecondsComponent: 999_999_999_999_999_999), "99999999H"),
        ] as [(Duration, String)]
    )
    func encodesRoundedUp(duration: Duration, value: String) {
        #expect(GRPCTimeout.encode(duration) == value)
    }

    @Test(
        arguments: [
            ("0n", .zero), ("0H", .zero), ("00000000S", .zero), ("1n", .nanoseconds(1)), ("2u", .microseconds(2)),
            ("3m", .milliseconds(3)), ("4S", .seconds(4)), ("5M", .seconds(300)), ("6H", .seconds(21_600)),
            ("007S", .seconds(7)), ("99999999n", .nanoseconds(99_999_999)), ("99999999H", .seconds(359_999_996_400)),
        ] as [(String, Duration)]
    )
    func decodes(value: String, duration: Duration) {
        #expect(GRPCTimeout.decode(value) == duration)
    }

    @Test(arguments: [
        "", "S", "1", "12345678", "123456789S", "000000001S", "1s", "1h", "1U", "1N", "1ms", "1 S", " 1S", "1S ", "-1S",
        "+1S", "1.5S", "0x1S", "1\u{0}", "\u{661}S", "1\u{b5}", "SS", "1SS",
    ])
    func refusesEverythingElse(value: String) {
        #expect(GRPCTimeout.decode(value) == nil)
    }

    @Test func neverShortensAndHardlyLengthens() throws {
        var random = GRPCSeededRandom(seed: 2)
        for _ in 0..<5_000 {
            let seconds =
                Int64.random(in: 0...359_999_996_399, using: &random) >> Int64.random(in: 0...39, using: &random)
            let attoseconds = Int64.random(in: 1..<1_000_000_000_000_000_000, using: &random)
            let duration = Duration(secondsComponent: seconds, attosecondsComponent: attoseconds)
            let value = GRPCTimeout.encode(duration)
            let decoded = try #require(GRPCTimeout.decode(value))
            #expect(decoded >= duration)
            // One unit at most, which is less than this part of a value of 6 digits or more.
            #expect(decoded - duration <= .nanoseconds(1) + duration / 100_000, "\(duration) became \(value)")
        }
    }
}
