/// The encoding of the `grpc-message` field (gRPC over HTTP/2, section "Responses").
package enum PercentEncoding {
    private static let percent = UInt8(ascii: "%")
    private static let space = UInt8(ascii: " ")

    /// Writes `message` with the printable ASCII characters only; each other byte of its UTF-8, and `%`, becomes `%XX`.
    ///
    /// A space at either end is encoded too: RFC 9113 section 8.2.1 forbids a field value that starts or ends with one.
    package static func encode(_ message: String) -> String {
        let bytes = message.utf8
        let last = bytes.count - 1
        if bytes.allSatisfy(isPlain), bytes.first != space, bytes.last != space { return message }
        var encoded: [UInt8] = []
        encoded.reserveCapacity(bytes.count * 2)
        for (index, byte) in bytes.enumerated() {
            if isPlain(byte), byte != space || (index != 0 && index != last) {
                encoded.append(byte)
            } else {
                encoded.append(percent)
                encoded.append(hexDigit(byte >> 4))
                encoded.append(hexDigit(byte & 0xf))
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Reads what `encode` wrote, and whatever else a peer may have sent: a status is worth more than its spelling.
    ///
    /// A `%` without two hexadecimal digits after it stays as it is, and bytes that are not UTF-8 become U+FFFD.
    package static func decode(_ value: String) -> String {
        guard value.utf8.contains(percent) else { return value }
        var value = value
        return value.withUTF8 { bytes in
            var decoded: [UInt8] = []
            decoded.reserveCapacity(bytes.count)
            var index = 0
            while index < bytes.count {
                if bytes[index] == percent, index + 2 < bytes.count, let high = hexValue(bytes[index + 1]),
                    let low = hexValue(bytes[index + 2])
                {
                    decoded.append(high << 4 | low)
                    index += 3
                } else {
                    decoded.append(bytes[index])
                    index += 1
                }
            }
            return String(decoding: decoded, as: UTF8.self)
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte <= 0x7e && byte != percent
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
