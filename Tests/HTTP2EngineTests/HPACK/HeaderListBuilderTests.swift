import Testing

@testable import HTTP2Engine

@Suite("HPACK: collecting fields")
struct HeaderListBuilderTests {
    @Test("Fields are kept up to the maximum, and all let go of above it")
    func maximum() throws {
        var builder = HeaderListBuilder(maximumSize: 100, expectedCount: 0)
        builder.append(HeaderField("a", ""), size: 60)
        builder.append(HeaderField("b", ""), size: 40)
        #expect(builder.fields.map(\.name) == ["a", "b"] && !builder.isTooLarge)
        #expect(try builder.finish().fields == builder.fields)
        builder.append(HeaderField("c", ""), size: 1)
        #expect(builder.fields.isEmpty && builder.isTooLarge)
        builder.append(HeaderField("d", ""), size: .max)
        #expect(builder.fields.isEmpty && builder.isTooLarge)
        #expect(throws: HPACKError.self) { try builder.finish() }
    }
}
