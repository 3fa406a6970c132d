/// Writes headers of the POSIX format: no time, no owner, and the same bytes for the same entry.
enum TarEncoding {
    /// The end of a tar.
    static let end = [UInt8](repeating: 0, count: 2 * TarHeader.blockBytes)

    /// The header blocks of an entry; more than one when its name is not ASCII or does not fit.
    static func header(of entry: ArchiveEntry) -> [UInt8] {
        let name: [UInt8]
        let block: (type: Character, mode: Int, size: Int64)
        switch entry.kind {
        case .folder:
            name = Array("\(entry.path)/".utf8)
            block = ("5", 0o755, 0)
        case .file(let size, let isExecutable):
            name = Array(entry.path.utf8)
            block = ("0", isExecutable ? 0o755 : 0o644, size)
        }
        if name.count <= 100, name.allSatisfy({ $0 < 0x80 }) {
            return self.block(name, block.type, mode: block.mode, size: block.size)
        }
        let records = paxRecord("path", name)
        return self.block(Array("pax".utf8), "x", mode: 0o644, size: Int64(records.count))
            + records + padding(after: Int64(records.count))
            + self.block(Array("entry".utf8), block.type, mode: block.mode, size: block.size)
    }

    /// What fills contents up to a whole block.
    static func padding(after size: Int64) -> [UInt8] {
        let block = Int64(TarHeader.blockBytes)
        return [UInt8](repeating: 0, count: Int((block - size % block) % block))
    }

    private static func block(_ name: [UInt8], _ type: Character, mode: Int, size: Int64) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: TarHeader.blockBytes)
        func put(_ text: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in text.enumerated() { block[offset + index] = byte }
        }
        put(name, at: 0)
        put(octal(mode, digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        put(octal(size, digits: 11), at: 124)
        put(octal(0, digits: 11), at: 136)
        put(String(type).utf8, at: 156)
        put("ustar\u{0}00".utf8, at: 257)
        put(octal(0, digits: 7), at: 329)
        put(octal(0, digits: 7), at: 337)
        put(octal(TarHeader.checksum(of: block), digits: 6) + [0, 0x20], at: 148)
        return block
    }

    private static func octal(_ number: some BinaryInteger, digits: Int) -> [UInt8] {
        let text = String(number, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
    }

    /// A record, whose length counts its own digits.
    private static func paxRecord(_ keyword: String, _ value: [UInt8]) -> [UInt8] {
        let body = Array(" \(keyword)=".utf8) + value + [UInt8(ascii: "\n")]
        var length = body.count
        while String(length).utf8.count + body.count != length {
            length = String(length).utf8.count + body.count
        }
        return Array("\(length)".utf8) + body
    }
}
