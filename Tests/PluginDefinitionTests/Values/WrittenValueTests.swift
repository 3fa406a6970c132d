import PluginDefinition
import Testing

/// Values that are written with a unit.
@Suite struct WrittenValueTests {
    @Test(arguments: [
        ("512Mi", 536_870_912, "512Mi"), ("1Gi", 1_073_741_824, "1Gi"), ("10M", 10_000_000, "10M"),
        ("64k", 64_000, "64k"),
        ("1Ki", 1024, "1Ki"), ("2T", 2_000_000_000_000, "2T"), ("1Ti", 1_099_511_627_776, "1Ti"), ("7B", 7, "7B"),
        ("1024Mi", 1_073_741_824, "1Gi"), ("1500k", 1_500_000, "1500k"), ("3G", 3_000_000_000, "3G"),
    ])
    func size(text: String, bytes: Int64, canonical: String) throws {
        let size = try #require(ByteSize(text))
        #expect(size.bytes == bytes)
        #expect(size.description == canonical)
        #expect(ByteSize(canonical) == size)
    }

    @Test(arguments: [
        "", "512", "Mi", "0Mi", "01Mi", "-1Mi", "+1Mi", "1.5Gi", "512MB", "512mi", "512 Mi", "1K", "512Mi\n", "１Mi",
        "9999999999999B", "999999999999Ti",
    ])
    func sizeIsRefused(_ text: String) {
        #expect(ByteSize(text) == nil)
    }

    @Test(arguments: [
        ("500ms", Duration.milliseconds(500), "500ms"), ("15s", .seconds(15), "15s"), ("2m", .seconds(120), "2m"),
        ("1h", .seconds(3600), "1h"), ("90s", .seconds(90), "90s"), ("60s", .seconds(60), "1m"), ("0s", .zero, "0s"),
        ("1000ms", .seconds(1), "1s"), ("120m", .seconds(7200), "2h"),
    ])
    func duration(text: String, value: Duration, canonical: String) {
        #expect(Duration(written: text) == value)
        #expect(value.written == canonical)
        #expect(Duration(written: canonical) == value)
    }

    @Test(arguments: [
        "", "15", "s", "-1s", "+1s", "1.5s", "015s", "1 s", "1sec", "1d", "1m30s", "1S", "1s\n", "9999999999s",
    ])
    func durationIsRefused(_ text: String) {
        #expect(Duration(written: text) == nil)
    }

    @Test(arguments: [
        ("1", 1000, "1"), ("1.0", 1000, "1"), ("0.5", 500, "500m"), ("0.25", 250, "250m"), ("0.125", 125, "125m"),
        ("250m", 250, "250m"), ("2000m", 2000, "2"), ("1024", 1_024_000, "1024"), ("1.05", 1050, "1050m"),
    ])
    func processorShare(text: String, millicores: Int, canonical: String) throws {
        let share = try #require(ProcessorShare(text))
        #expect(share.millicores == millicores)
        #expect(share.description == canonical)
        #expect(ProcessorShare(canonical) == share)
    }

    @Test(arguments: [
        "", "0", "0m", "0.0", "-1", "1e3", ".5", "1.", "1.0000", "1.2.3", "half", "1 ", "1025", "m", "1.5m", "99999999",
    ])
    func processorShareIsRefused(_ text: String) {
        #expect(ProcessorShare(text) == nil)
    }

    @Test func sizesAndSharesHaveAnOrder() throws {
        #expect(try #require(ByteSize("999M")) < #require(ByteSize("1G")))
        #expect(try #require(ProcessorShare("500m")) < #require(ProcessorShare("1")))
    }
}
