/// The encoding of metadata whose name ends in `-bin`: base64 (RFC 4648 section 4), with or without padding.
package enum BinaryMetadata {
    /// Writes `bytes` without padding, as gRPC asks of senders.
    package static func encode(_ bytes: [UInt8]) -> String {
        let (groups, rest) = bytes.count.quotientAndRemainder(dividingBy: 3)
        let count = groups * 4 + (rest == 0 ? 0 : rest + 1)
        return String(unsafeUninitializedCapacity: count) { text in
            var next = 0
            func append(_ sextet: UInt8) {
                text.initializeElement(at: next, to: character(sextet & 0x3f))
                next += 1
            }
            var index = 0
            while index + 3 <= bytes.count {
                append(bytes[index] >> 2)
                append(bytes[index] << 4 | bytes[index + 1] >> 4)
                append(bytes[index + 1] << 2 | bytes[index + 2] >> 6)
                append(bytes[index + 2])
                index += 3
            }
            if rest >= 1 {
                let second = rest == 2 ? bytes[index + 1] : 0
                append(bytes[index] >> 2)
                append(bytes[index] << 4 | second >> 4)
                if rest == 2 { append(second << 2) }
            }
            return next
        }
    }

    /// Reads one value, or gives `nil` if it is not base64; padding is either complete or absent.
    ///
    /// Bits beyond the last byte are ignored, as most peers do.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var text = String(text)
        return text.withUTF8 { decode($0) }
    }

    /// Reads all values of one field, or gives `nil` if one of them is not base64.
    ///
    /// Several fields of one name may arrive as one, joined by commas with or without white space; an empty part is an
    /// empty value.
    package static func decodeAll(_ text: some StringProtocol) -> [[UInt8]]? {
        var text = String(text)
        return text.withUTF8 { bytes in
            var values: [[UInt8]] = []
            for part in bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                guard let value = decode(UnsafeBufferPointer(rebasing: trimmed(part))) else { return nil }
                values.append(value)
            }
            return values
        }
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var count = text.count
        if count > 0, count.isMultiple(of: 4), text[count - 1] == UInt8(ascii: "=") {
            count -= text[count - 2] == UInt8(ascii: "=") ? 2 : 1
        }
        guard count % 4 != 1 else { return nil }
        var isValid = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count / 4 * 3 + 2) { bytes, initialized in
            var bits: UInt32 = 0
            var bitCount = 0
            for character in text[..<count] {
                guard let sextet = sextet(character) else {
                    isValid = false
                    return
                }
                bits = bits << 6 | UInt32(sextet)
                bitCount += 6
                if bitCount >= 8 {
                    bitCount -= 8
                    bytes.initializeElement(at: initialized, to: UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
                    initialized += 1
                }
            }
        }
        return isValid ? bytes : nil
    }

    private static func trimmed(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
        func isWhiteSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var part = part.drop(while: isWhiteSpace)
        while let last = part.last, isWhiteSpace(last) { part.removeLast() }
        return part
    }

    private static func character(_ sextet: UInt8) -> UInt8 {
        switch sextet {
        case 0..<26: UInt8(ascii: "A") + sextet
        case 26..<52: UInt8(ascii: "a") + sextet - 26
        case 52..<62: UInt8(ascii: "0") + sextet - 52
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }

    private static func sextet(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
