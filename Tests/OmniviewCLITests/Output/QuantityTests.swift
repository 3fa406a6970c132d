import Testing

@testable import OmniviewCLI

@Suite struct QuantityTests {
    @Test(arguments: [
        (-5, "0 ms"), (0, "0 ms"), (999, "999 ms"), (1000, "1 s"), (59_999, "59 s"), (60_000, "1 min 0 s"),
        (3_599_000, "59 min 59 s"), (3_600_000, "1 h 0 min"), (86_399_000, "23 h 59 min"), (86_400_000, "1 d 0 h"),
        (273_600_000, "3 d 4 h"),
    ])
    func durationsHaveTwoUnits(milliseconds: Int64, text: String) {
        #expect(Quantity.duration(milliseconds: milliseconds) == text)
    }

    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (9_000_000, "8.6 MiB"), (1 << 30, "1.0 GiB"),
        (1 << 50, "1024.0 TiB"),
    ])
    func sizesHaveTheirUnit(count: Int, text: String) {
        #expect(Quantity.bytes(count) == text)
    }

    @Test(arguments: [(0.0, "0.0 %"), (0.125, "12.5 %"), (2, "200.0 %")])
    func sharesAreOfOneProcessor(share: Double, text: String) {
        #expect(Quantity.percent(share) == text)
    }

    @Test func nounsHaveTwoForms() {
        #expect(Quantity.count(1, "crash", "crashes") == "1 crash")
        #expect(Quantity.count(0, "crash", "crashes") == "0 crashes")
    }
}
