/// The word of one half of the SHA-2 family (FIPS 180-4, 4.1 and 4.2): 32 bits or 64.
protocol SHA2Word: FixedWidthInteger, UnsignedInteger, Sendable {
    /// One for each round.
    static var constants: [Self] { get }
    var sum0: Self { get }
    var sum1: Self { get }
    var sigma0: Self { get }
    var sigma1: Self { get }
}

extension SHA2Word {
    fileprivate func rotated(_ count: Int) -> Self {
        self >> count | self << (Self.bitWidth - count)
    }
}

extension UInt64: SHA2Word {
    static let constants = SHA2Constants.rounds
    var sum0: UInt64 { rotated(28) ^ rotated(34) ^ rotated(39) }
    var sum1: UInt64 { rotated(14) ^ rotated(18) ^ rotated(41) }
    var sigma0: UInt64 { rotated(1) ^ rotated(8) ^ self >> 7 }
    var sigma1: UInt64 { rotated(19) ^ rotated(61) ^ self >> 6 }
}

extension UInt32: SHA2Word {
    /// The halves of the first 64 of the others: both are bits of the same cube roots.
    static let constants = SHA2Constants.rounds.prefix(64).map { UInt32($0 >> 32) }
    var sum0: UInt32 { rotated(2) ^ rotated(13) ^ rotated(22) }
    var sum1: UInt32 { rotated(6) ^ rotated(11) ^ rotated(25) }
    var sigma0: UInt32 { rotated(7) ^ rotated(18) ^ self >> 3 }
    var sigma1: UInt32 { rotated(17) ^ rotated(19) ^ self >> 10 }
}
