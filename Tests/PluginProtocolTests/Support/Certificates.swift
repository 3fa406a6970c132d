@testable import PluginProtocol

/// Bytes that have the outer frame of a certificate.
enum FakeCertificate {
    /// A DER SEQUENCE of `length` bytes in all, which needs at least 132.
    static func der(length: Int = 300) -> [UInt8] {
        let body = length - 4
        return [0x30, 0x82, UInt8(body >> 8), UInt8(body & 255)] + (0..<body).map { UInt8(truncatingIfNeeded: $0 * 7) }
    }

    static var base64: String { Base64.encode(der()) }
}
