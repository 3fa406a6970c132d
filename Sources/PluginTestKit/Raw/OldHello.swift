/// What a TLS client of 2008 says first: no supported_versions, so the version is the one in the hello itself.
enum OldHello {
    /// The record type of a handshake message.
    static let handshakeRecord: UInt8 = 22
    /// The record type of an alert.
    static let alertRecord: UInt8 = 21
    /// TLS 1.1.
    static let tls11: [UInt8] = [3, 2]
    /// TLS 1.2.
    static let tls12: [UInt8] = [3, 3]

    /// The whole record.
    static func bytes(version: [UInt8]) -> [UInt8] {
        let suites: [UInt8] = [
            0xc0, 0x2b, 0xc0, 0x2c, 0xc0, 0x2f, 0xc0, 0x30,  // ECDHE with AES-GCM, for TLS 1.2
            0xc0, 0x09, 0xc0, 0x0a, 0xc0, 0x13, 0xc0, 0x14, 0x00, 0x2f, 0x00, 0x35,  // AES-CBC, for any version
        ]
        let name = Array("localhost".utf8)
        let extensions = [
            list(0, sized([0] + sized(name))),
            list(10, sized([0, 29, 0, 23, 0, 24, 0, 25])),
            list(11, [1, 0]),
            list(13, sized([4, 3, 5, 3, 6, 3, 8, 4, 4, 1, 2, 3, 2, 1])),
            list(16, sized([2] + Array("h2".utf8))),
        ].joined()
        let random = (0..<32).map { _ in UInt8.random(in: 0 ... .max) }
        let hello = version + random + [0] + sized(suites) + [1, 0] + sized(Array(extensions))
        let message = [1, 0] + sized(hello)
        return [handshakeRecord, 3, 1] + sized(message)
    }

    private static func list(_ type: UInt8, _ content: [UInt8]) -> [UInt8] { [0, type] + sized(content) }

    private static func sized(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes
    }
}
