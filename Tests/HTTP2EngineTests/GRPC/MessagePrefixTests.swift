import HTTP2Engine
import Testing

@Suite struct MessagePrefixTests {
    @Test(
        arguments: [
            (false, 0, 0), (true, 0, 0x01_0000_0000), (false, 1, 1), (true, 0x0102_0304, 0x01_0102_0304),
            (false, .max, 0x00_ffff_ffff), (true, .max, 0x01_ffff_ffff),
        ] as [(Bool, UInt32, UInt64)]
    )
    func writesAndReads(isCompressed: Bool, length: UInt32, bits: UInt64) {
        let prefix = MessagePrefix(isCompressed: isCompressed, length: length)
        #expect(prefix.bits == bits)
        #expect(MessagePrefix(bits: bits) == prefix)
    }

    @Test(arguments: [0x02_0000_0000, 0x03_0000_0001, 0xff_0000_0000, 0x0100_0000_0000, .max] as [UInt64])
    func refusesOtherFlags(bits: UInt64) {
        #expect(MessagePrefix(bits: bits) == nil)
    }
}
