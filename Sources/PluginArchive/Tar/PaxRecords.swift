/// The records of a pax extended header that say what an entry is. All others, such as times and owners, are ignored.
struct PaxRecords {
    /// The name, in place of the header's.
    private(set) var path: [UInt8]?

    /// The size, which must be the header's.
    private(set) var size: Int64?

    /// Whether an entry is described in pieces, with holes between them.
    private(set) var isSparse = false

    /// Reads records of the form `length keyword=value\n`.
    init(_ bytes: [UInt8]) throws(ArchiveError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let record = try Self.nextRecord(&rest)
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { throw Self.malformed }
            try take(record[..<equals], record[(equals + 1)...])
        }
    }

    /// Whether there is anything that may not hold for all entries of an archive.
    var describesEntry: Bool { path != nil || size != nil || isSparse }

    private mutating func take(_ keyword: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws(ArchiveError) {
        if keyword.elementsEqual("path".utf8) {
            if path != nil { throw Self.twice }
            path = Array(value)
        } else if keyword.elementsEqual("size".utf8) {
            if size != nil { throw Self.twice }
            guard let number = Self.number(value) else { throw Self.malformed }
            size = number
        } else if keyword.starts(with: "GNU.sparse.".utf8) {
            isSparse = true
        }
    }

    /// Takes the next record away and returns it without its length and its newline.
    private static func nextRecord(_ rest: inout ArraySlice<UInt8>) throws(ArchiveError) -> ArraySlice<UInt8> {
        // No header is longer than 7 digits can say, whatever the limit for it.
        let digits = rest.prefix(8).prefix { $0 != 0x20 }
        guard let length = number(digits), let total = Int(exactly: length), total <= rest.count,
            total > digits.count + 1, rest[rest.startIndex + digits.count] == 0x20
        else {
            throw malformed
        }
        let record = rest.prefix(total)
        guard record.last == UInt8(ascii: "\n") else { throw malformed }
        rest = rest.dropFirst(total)
        return record.dropFirst(digits.count + 1).dropLast()
    }

    /// Reads decimal digits only, at most 18, which fit.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard (1...18).contains(digits.count) else { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }

    private static let malformed = ArchiveError(.damaged, "an extended header is malformed; pack the plugin again")
    private static let twice = ArchiveError(
        .damaged,
        "an extended header says the same thing twice, which readers understand differently; pack the plugin again"
    )
}
