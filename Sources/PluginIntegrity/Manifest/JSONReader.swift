/// Reads the JSON of a manifest, guided by what the manifest's grammar expects next.
///
/// General decoders keep one of two equal members silently, which would let two readers see two manifests in the
/// same bytes. This one refuses duplicates, knows no value that a manifest does not have, and never recurses on input.
struct JSONReader {
    private let bytes: [UInt8]

    /// The offset of the next byte.
    private(set) var position = 0

    /// Starts at the first value.
    ///
    /// - Throws: When the bytes are not UTF-8 or begin with a byte order mark.
    init(_ bytes: [UInt8]) throws(IntegrityError) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw malformed("the file begins with a byte order mark; save it without one", at: 0)
        }
        if String(validating: bytes, as: UTF8.self) == nil {
            throw malformed("the file is not valid UTF-8", at: 0)
        }
        skipSpace()
    }

    /// Reads an object that has exactly the given members, in any order.
    mutating func object(
        members: [String],
        _ read: (inout JSONReader, String) throws(IntegrityError) -> Void
    ) throws(IntegrityError) {
        let start = position
        try take(UInt8(ascii: "{"), "an object")
        var seen: Set<String> = []
        while peek != UInt8(ascii: "}") {
            if !seen.isEmpty {
                try take(UInt8(ascii: ","), "a comma or the end of the object")
            }
            let nameStart = position
            let name = try string()
            guard let member = members.first(where: { $0.utf8.elementsEqual(name.utf8) }) else {
                throw malformed("unknown member \(PathText.quoted(name))", at: nameStart)
            }
            if !seen.insert(member).inserted {
                throw malformed("the member \"\(member)\" is there twice", at: nameStart)
            }
            try take(UInt8(ascii: ":"), "a colon")
            try read(&self, member)
        }
        try take(UInt8(ascii: "}"), "the end of the object")
        if let missing = members.first(where: { !seen.contains($0) }) {
            throw malformed("the member \"\(missing)\" is missing", at: start)
        }
    }

    /// Reads an array.
    mutating func array(_ read: (inout JSONReader) throws(IntegrityError) -> Void) throws(IntegrityError) {
        try take(UInt8(ascii: "["), "an array")
        var isFirst = true
        while peek != UInt8(ascii: "]") {
            if !isFirst {
                try take(UInt8(ascii: ","), "a comma or the end of the array")
            }
            isFirst = false
            try read(&self)
        }
        try take(UInt8(ascii: "]"), "the end of the array")
    }

    /// Reads a whole number that fits in 64 bits.
    mutating func integer() throws(IntegrityError) -> Int64 {
        let start = position
        while let byte = peek, byte == UInt8(ascii: "-") || isDigit(byte) { position += 1 }
        let text = bytes[start..<position]
        let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text
        let isFraction = peek.map { [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains($0) } ?? false
        guard !digits.isEmpty, digits.allSatisfy(isDigit), !isFraction else {
            throw malformed("expected a whole number", at: start)
        }
        guard digits.first != UInt8(ascii: "0") || (digits.count == 1 && text.count == 1) else {
            throw malformed("a whole number has no leading zero", at: start)
        }
        guard let value = Int64(String(decoding: text, as: UTF8.self)) else {
            throw malformed("the number does not fit in 64 bits", at: start)
        }
        skipSpace()
        return value
    }

    /// Reads a string.
    mutating func string() throws(IntegrityError) -> String {
        let start = position
        guard peek == UInt8(ascii: "\"") else { throw malformed("expected a string", at: start) }
        position += 1
        var content: [UInt8] = []
        while true {
            guard let byte = peek else { throw malformed("the string is not closed", at: start) }
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                skipSpace()
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): content.append(contentsOf: try escape())
            case 0..<0x20: throw malformed("a string contains a raw control character", at: position - 1)
            default: content.append(byte)
            }
        }
    }

    /// Ends the text.
    mutating func end() throws(IntegrityError) {
        if peek != nil {
            throw malformed("there is something after the end of the manifest", at: position)
        }
    }

    private mutating func escape() throws(IntegrityError) -> [UInt8] {
        let start = position - 1
        guard let byte = peek else { throw malformed("the string is not closed", at: start) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): break
        default: throw malformed("unknown escape in a string", at: start)
        }
        var units = [try unit(start)]
        if UTF16.isLeadSurrogate(units[0]), bytes[position...].starts(with: Array("\\u".utf8)) {
            position += 2
            units.append(try unit(start))
        }
        guard let text = String(validating: units, as: UTF16.self) else {
            throw malformed("half of a surrogate pair in a string", at: start)
        }
        return Array(text.utf8)
    }

    private mutating func unit(_ start: Int) throws(IntegrityError) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else {
            throw malformed("\\u needs four hexadecimal digits", at: start)
        }
        position += 4
        return unit
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func take(_ byte: UInt8, _ what: String) throws(IntegrityError) {
        guard peek == byte else { throw malformed("expected \(what)", at: position) }
        position += 1
        skipSpace()
    }

    private mutating func skipSpace() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private func malformed(_ what: String, at offset: Int) -> IntegrityError {
        error(
            .malformedManifest,
            what + "; restore the manifest, or seal the plugin again if you trust its files",
            at: offset
        )
    }

    /// Makes an error that says where: lines and columns count from 1, columns in bytes.
    func error(_ code: IntegrityError.Code, _ what: String, at offset: Int) -> IntegrityError {
        let before = bytes[..<min(offset, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return IntegrityError(code: code, message: "\(PluginLayout.manifestName):\(line):\(column): \(what)")
    }
}
