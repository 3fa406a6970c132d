import Testing

@testable import PluginProtocol

@Suite("hclog timestamp")
struct HCLogTimestampTests {
    @Test(
        "is written in UTC with microseconds",
        arguments: [
            (0, 0, "1970-01-01T00:00:00.000000Z"), (-1, 999_999, "1969-12-31T23:59:59.999999Z"),
            (951_782_400, 1, "2000-02-29T00:00:00.000001Z"), (951_868_799, 0, "2000-02-29T23:59:59.000000Z"),
            (4_107_542_400, 0, "2100-03-01T00:00:00.000000Z"), (4_107_542_399, 0, "2100-02-28T23:59:59.000000Z"),
            (1_795_453_815, 123_456, "2026-11-23T17:10:15.123456Z"), (1_704_067_199, 0, "2023-12-31T23:59:59.000000Z"),
            (1_000_000_000, -5, "2001-09-09T01:46:40.000000Z"),
            (1_000_000_000, 1_000_000, "2001-09-09T01:46:40.999999Z"),
            (.max, 0, "9999-12-31T23:59:59.000000Z"), (.min, 0, "0000-01-01T00:00:00.000000Z"),
        ] as [(Int64, Int, String)]
    )
    func text(seconds: Int64, microseconds: Int, text: String) {
        #expect(HCLogTimestamp(secondsSinceEpoch: seconds, microseconds: microseconds).text == text)
        #expect(HCLogTimestamp.isValid(text))
    }

    @Test("Every day of 400 years is written as a date that exists, each after the one before")
    func everyDay() {
        var last = ""
        for day in stride(from: Int64(-146_097 / 2), to: 146_097 / 2, by: 1) {
            let text = HCLogTimestamp(secondsSinceEpoch: day * 86_400).text
            guard text > last, HCLogTimestamp.isValid(text) else {
                Issue.record("day \(day) is \(text) after \(last)")
                return
            }
            last = text
        }
        #expect(last.hasPrefix("2169-"))
    }

    @Test(
        "is read in exactly hclog's form",
        arguments: [
            ("2026-11-23T17:10:15.123456Z", true), ("2026-11-23T17:10:15.123456+02:00", true),
            ("2026-11-23T17:10:15.123456-11:30", true), ("2024-02-29T00:00:00.000000Z", true),
            ("2023-02-29T00:00:00.000000Z", false), ("1900-02-29T00:00:00.000000Z", false),
            ("2000-02-29T00:00:00.000000Z", true), ("2026-13-01T00:00:00.000000Z", false),
            ("2026-00-01T00:00:00.000000Z", false), ("2026-04-31T00:00:00.000000Z", false),
            ("2026-04-00T00:00:00.000000Z", false), ("2026-04-30T24:00:00.000000Z", false),
            ("2026-04-30T23:60:00.000000Z", false), ("2026-04-30T23:59:60.000000Z", false),
            ("2026-11-23T17:10:15Z", false), ("2026-11-23T17:10:15.123Z", false), ("2026-11-23T17:10:15.123456", false),
            ("2026-11-23 17:10:15.123456Z", false), ("2026-11-23T17:10:15.123456z", false),
            ("2026-11-23T17:10:15.123456+0200", false), ("2026-11-23T17:10:15.123456+02:60", false),
            ("2026-11-23T17:10:15.123456+25:00", false), ("2026-11-23T17:10:15.1234x6Z", false), ("", false),
        ]
    )
    func isValid(text: String, isValid: Bool) {
        #expect(HCLogTimestamp.isValid(text) == isValid)
    }
}
