import PluginIntegrity

/// One header block of a tar in the POSIX (ustar) or GNU format.
///
/// The formats are those of POSIX.1-2008, `pax`, "ustar Interchange Format", and of the GNU tar manual, "Basic Tar
/// Format". The version 7 format, which has no magic, is refused: nothing has written it for decades.
struct TarHeader {
    /// The length of a block in bytes: a header, and what contents are filled up to.
    static let blockBytes = 512

    /// The name as it is in this block, the prefix included.
    let name: [UInt8]

    /// The type flag.
    let type: UInt8

    /// The permission bits with setuid, setgid and sticky.
    let mode: Int64

    /// The length in bytes of what follows.
    let size: Int64

    /// Makes the header of something on disk, whose name is elsewhere.
    init(type: UInt8, mode: Int64, size: Int64) {
        name = []
        self.type = type
        self.mode = mode
        self.size = size
    }

    /// Reads a block of ``blockBytes`` bytes.
    init(_ block: [UInt8]) throws(ArchiveError) {
        let isPOSIX = block[257..<265].elementsEqual("ustar\u{0}00".utf8)
        let isGNU = block[257..<265].elementsEqual("ustar  \u{0}".utf8)
        guard isPOSIX || isGNU else {
            throw Self.damaged("a header is not that of a tar in the POSIX or GNU format")
        }
        guard try Self.number(block[148..<156], "checksum") == Self.checksum(of: block) else {
            throw Self.damaged("the checksum of a header is wrong")
        }
        var name = try Self.text(block[0..<100])
        // GNU tar keeps other things where the prefix is.
        if isPOSIX {
            let prefix = try Self.text(block[345..<500])
            if !prefix.isEmpty { name = prefix + [UInt8(ascii: "/")] + name }
        }
        self.name = name
        type = block[156]
        mode = try Self.number(block[100..<108], "mode")
        size = try Self.number(block[124..<136], "size")
    }

    /// The sum of all bytes, those of the checksum itself taken for spaces.
    static func checksum(of block: [UInt8]) -> Int64 {
        var sum: Int64 = 8 * 0x20
        for byte in block[..<148] { sum += Int64(byte) }
        for byte in block[156...] { sum += Int64(byte) }
        return sum
    }

    private static func text(_ field: ArraySlice<UInt8>) throws(ArchiveError) -> [UInt8] {
        let text = field.prefix { $0 != 0 }
        // What follows would be a second name, for a reader that looks further.
        guard field.dropFirst(text.count).allSatisfy({ $0 == 0 }) else {
            throw about(Array(field), "has a NUL in its name")
        }
        return Array(text)
    }

    private static func about(_ name: [UInt8], _ reason: String) -> ArchiveError {
        .about(name, .invalidPath, reason)
    }

    /// Reads octal digits, or GNU's binary form, whose first bit is set.
    private static func number(_ field: ArraySlice<UInt8>, _ what: String) throws(ArchiveError) -> Int64 {
        if let first = field.first, first & 0x80 != 0 {
            var value = Int64(first & 0x7F)
            for byte in field.dropFirst() {
                // Negative ones have the second bit set, and do not fit either.
                guard value < 1 << 55 else { throw damaged("the \(what) in a header is negative or too large") }
                value = value << 8 | Int64(byte)
            }
            return value
        }
        let digits = field.drop { $0 == 0x20 }.prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
        guard field[digits.endIndex...].allSatisfy({ $0 == 0 || $0 == 0x20 }) else {
            throw damaged("the \(what) in a header is not a number")
        }
        // 12 digits at most: they fit.
        return digits.reduce(0) { $0 << 3 | Int64($1 - UInt8(ascii: "0")) }
    }

    private static func damaged(_ what: String) -> ArchiveError {
        ArchiveError(.damaged, "\(what); get the archive again, or pack it with tar")
    }
}
