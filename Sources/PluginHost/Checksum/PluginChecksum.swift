/// What the file of a plugin must hash to before it is executed: what go-plugin calls SecureConfig.
///
/// The same checksum can be used for any number of starts.
public struct PluginChecksum: Sendable, Hashable {
    /// A hash function of the SHA-2 family (FIPS 180-4).
    public enum Algorithm: String, Sendable, Hashable, CaseIterable {
        case sha224
        case sha256
        case sha384
        case sha512
        /// SHA-512/224.
        case sha512Of224 = "sha512-224"
        /// SHA-512/256.
        case sha512Of256 = "sha512-256"

        /// The length of its result, in bytes.
        public var length: Int {
            switch self {
            case .sha224, .sha512Of224: 28
            case .sha256, .sha512Of256: 32
            case .sha384: 48
            case .sha512: 64
            }
        }
    }

    /// The hash function.
    public var algorithm: Algorithm
    /// The result.
    public var bytes: [UInt8]

    /// Creates a checksum; one without bytes, or with a wrong number of them, is refused at the start.
    public init(_ algorithm: Algorithm, _ bytes: [UInt8]) {
        self.algorithm = algorithm
        self.bytes = bytes
    }

    /// Reads hexadecimal digits, of either case; their number says which function it is.
    ///
    /// Two functions have results of 28 bytes, and two of 32: those are taken for SHA-224 and SHA-256, and ``algorithm``
    /// can be set to the other one.
    ///
    /// - Returns: nil for a text that is no result of a function of ``Algorithm``.
    public init?(hexadecimal text: String) {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count % 2 == 0,
            let algorithm = Algorithm.allCases.first(where: { $0.length == digits.count / 2 })
        else { return nil }
        self.init(
            algorithm,
            stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        )
    }
}
