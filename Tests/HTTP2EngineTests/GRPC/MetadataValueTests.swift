import HTTP2Engine
import Testing

@Suite struct MetadataValueTests {
    @Test func allowsPrintableASCIIOnly() {
        #expect(MetadataValue.isValidASCII(""))
        #expect(MetadataValue.isValidASCII(" a, b~ "))
        for byte in UInt8(0)...0x7f {
            let value = "a" + String(decoding: [byte], as: UTF8.self) + "b"
            #expect(MetadataValue.isValidASCII(value) == (byte >= 0x20 && byte <= 0x7e))
        }
        #expect(!MetadataValue.isValidASCII("\u{80}"))
        #expect(!MetadataValue.isValidASCII("caf\u{e9}"))
        #expect(!MetadataValue.isValidASCII("\r\n"))
    }

    @Test(
        arguments: [
            ("", ""), ("a", "a"), (" ", ""), ("   ", ""), (" a", "a"), ("a ", "a"), ("  a b  ", "a b"),
            ("\ta\t", "\ta\t"),
        ] as [(String, String)]
    )
    func trimsSpacesAtTheEnds(value: String, trimmed: String) {
        #expect(MetadataValue.trimmed(value) == trimmed)
    }
}
