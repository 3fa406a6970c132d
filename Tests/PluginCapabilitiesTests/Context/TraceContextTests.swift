import PluginCapabilities
import Testing

@Suite struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let span = "00f067aa0ba902b7"

    @Test func readsAndWritesAField() throws {
        let context = try #require(TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-01"))
        #expect(context.traceID.count == 16)
        #expect(context.traceID.first == 0x4b)
        #expect(context.spanID == [0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7])
        #expect(context.isSampled)
        #expect(context.traceparent == "00-\(Self.trace)-\(Self.span)-01")
    }

    @Test(arguments: [
        ("00-\(trace)-\(span)-00", false), ("00-\(trace)-\(span)-ff", true), ("01-\(trace)-\(span)-02", false),
        ("cc-\(trace)-\(span)-01-what-comes", true),
    ])
    func readsFlagsAndLaterVersions(_ field: String, _ isSampled: Bool) {
        #expect(TraceContext(traceparent: field)?.isSampled == isSampled)
    }

    @Test(arguments: [
        "", "00", "ff-\(trace)-\(span)-01", "00-\(trace)-\(span)-01-more", "01-\(trace)-\(span)-01more",
        "00-\(String(repeating: "0", count: 32))-\(span)-01", "00-\(trace)-\(String(repeating: "0", count: 16))-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-\(span)-01", "00-\(trace)-\(span)-0", "00-\(trace)-\(span)-0x",
        "00_\(trace)-\(span)-01", "00-\(trace)-\(span)001", "0g-\(trace)-\(span)-01",
        "01-\(trace)-\(span)-01-" + String(repeating: "a", count: 512),
    ])
    func ignoresWhatIsMalformed(_ field: String) {
        #expect(TraceContext(traceparent: field) == nil)
    }

    @Test func makesChildrenOfTheSameTrace() {
        let parent = TraceContext(isSampled: true)
        let children = (0..<100).map { _ in parent.child() }
        #expect(children.allSatisfy { $0.traceID == parent.traceID && $0.isSampled })
        #expect(Set(children.map(\.spanID)).union([parent.spanID]).count == 101)
        #expect(TraceContext(traceparent: parent.traceparent) == parent)
        #expect(!TraceContext(isSampled: false).child().isSampled)
    }

    @Test func refusesIDsOfAnotherLength() {
        let trace = [UInt8](repeating: 1, count: 16)
        #expect(TraceContext(traceID: trace, spanID: [UInt8](repeating: 1, count: 8), isSampled: true) != nil)
        #expect(TraceContext(traceID: trace, spanID: [1], isSampled: true) == nil)
        #expect(TraceContext(traceID: [1], spanID: [UInt8](repeating: 1, count: 8), isSampled: true) == nil)
    }
}
