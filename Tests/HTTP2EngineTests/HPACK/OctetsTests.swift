import Testing

@testable import HTTP2Engine

@Suite("HPACK: comparing and hashing octets")
struct OctetsTests {
    @Test("A difference is seen at every place of every length, and equal octets have one hash", arguments: 0...40)
    func everyPlace(count: Int) {
        let octets = (0..<count).map { UInt8($0 &* 37 & 0xFF) }
        let copy = Array(octets.reversed().reversed())
        #expect(Self.areEqual(octets, copy))
        #expect(Self.hash(octets) == Self.hash(copy))
        for index in octets.indices {
            var other = octets
            other[index] ^= 0x80
            #expect(!Self.areEqual(octets, other) && !Self.areEqual(other, octets))
            #expect(Self.hash(octets) != Self.hash(other))
        }
        #expect(!Self.areEqual(octets, octets + [0]) && !Self.areEqual(octets + [0], octets))
        #expect(Self.hash(octets) != Self.hash(octets + [0]))
    }

    @Test("Memory need not be aligned")
    func alignment() {
        let octets = [UInt8](0..<64)
        octets.withUnsafeBytes { memory in
            for start in 0..<16 {
                let part = UnsafeRawBufferPointer(rebasing: memory[start..<start + 20])
                #expect(Octets.areEqual(part, UnsafeRawBufferPointer(rebasing: memory[start..<start + 20])))
                #expect(Octets.hash(part) == Self.hash(Array(octets[start..<start + 20])))
            }
        }
    }

    private static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.withUnsafeBytes { left in right.withUnsafeBytes { right in Octets.areEqual(left, right) } }
    }

    private static func hash(_ octets: [UInt8]) -> UInt64 {
        octets.withUnsafeBytes { Octets.hash($0) }
    }
}
