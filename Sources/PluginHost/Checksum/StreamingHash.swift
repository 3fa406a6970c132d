import Crypto

/// A hash that takes its message piece by piece.
protocol StreamingHash: Sendable {
    /// Takes more of the message.
    mutating func update(_ bytes: UnsafeRawBufferPointer)
    /// The result for all that was taken.
    consuming func finalize() -> [UInt8]
}

/// One of swift-crypto's, which are several times faster.
struct CryptoHash<Function: HashFunction & Sendable>: StreamingHash {
    private var function = Function()

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        function.update(bufferPointer: bytes)
    }

    consuming func finalize() -> [UInt8] {
        Array(function.finalize())
    }
}

extension PluginChecksum.Algorithm {
    /// A hash that has taken nothing yet.
    func makeHash() -> any StreamingHash {
        switch self {
        case .sha224: SHA2(initial: SHA2Constants.sha224, length: length)
        case .sha256: CryptoHash<SHA256>()
        case .sha384: CryptoHash<SHA384>()
        case .sha512: CryptoHash<SHA512>()
        case .sha512Of224: SHA2(initial: SHA2Constants.sha512Of224, length: length)
        case .sha512Of256: SHA2(initial: SHA2Constants.sha512Of256, length: length)
        }
    }
}
