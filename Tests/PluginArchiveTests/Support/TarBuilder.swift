@testable import PluginArchive

/// Writes tars byte by byte, wrong ones too.
struct TarBuilder {
    var bytes: [UInt8] = []

    /// Adds a header and contents.
    ///
    /// - Parameters:
    ///   - size: What the header says; nil for the truth.
    ///   - change: Changes the block before its checksum is computed.
    ///   - damage: Changes it afterwards.
    mutating func add(
        _ name: String,
        type: Character = "0",
        mode: String = "0000644",
        contents: [UInt8] = [],
        size: String? = nil,
        change: (inout [UInt8]) -> Void = { _ in },
        damage: (inout [UInt8]) -> Void = { _ in }
    ) {
        var block = [UInt8](repeating: 0, count: 512)
        put(Array(name.utf8.prefix(100)), at: 0, in: &block)
        put(Array(mode.utf8), at: 100, in: &block)
        put(Array((size ?? Self.octal(contents.count, 11)).utf8), at: 124, in: &block)
        put(Array(Self.octal(0, 11).utf8), at: 136, in: &block)
        put(Array(String(type).utf8), at: 156, in: &block)
        put(Array("ustar\u{0}00".utf8), at: 257, in: &block)
        change(&block)
        put(Array(Self.octal(Int(TarHeader.checksum(of: block)), 6).utf8) + [0, 0x20], at: 148, in: &block)
        damage(&block)
        bytes += block + contents + [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
    }

    mutating func add(_ name: String, type: Character = "0", text: String) {
        add(name, type: type, contents: Array(text.utf8))
    }

    mutating func addPax(_ records: [(String, String)], type: Character = "x") {
        add("pax", type: type, text: records.map { Self.record($0, $1) }.joined())
    }

    mutating func end() {
        bytes += [UInt8](repeating: 0, count: 1024)
    }

    static func record(_ keyword: String, _ value: String) -> String {
        let body = " \(keyword)=\(value)\n"
        var length = body.utf8.count
        while length != String(length).utf8.count + body.utf8.count {
            length = String(length).utf8.count + body.utf8.count
        }
        return "\(length)\(body)"
    }

    static func octal(_ number: Int, _ digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// A tar of whatever is added, with its end.
    static func tar(_ build: (inout TarBuilder) -> Void) -> [UInt8] {
        var builder = TarBuilder()
        build(&builder)
        builder.end()
        return builder.bytes
    }
}

func put(_ text: [UInt8], at offset: Int, in block: inout [UInt8]) {
    block.replaceSubrange(offset..<offset + text.count, with: text)
}

/// One gzip member.
func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    var result: [UInt8] = []
    let deflater = try Deflater()
    try bytes.withUnsafeBytes { buffer in
        try deflater.compress(buffer, isLast: true) { (piece) throws(ArchiveError) in result += piece }
    }
    return result
}

/// Keeps what a reader finds.
struct Collector: ArchiveVisitor {
    var entries: [ArchiveEntry] = []
    var contents: [String: [UInt8]] = [:]
    var totalBytes = 0
    var keepsContents = true
    private var open: String?

    mutating func begin(_ entry: ArchiveEntry) {
        entries.append(entry)
        if case .file = entry.kind {
            open = entry.path
            contents[entry.path] = []
        }
    }

    mutating func contents(_ bytes: UnsafeRawBufferPointer) {
        totalBytes += bytes.count
        if keepsContents, let open { contents[open]?.append(contentsOf: bytes) }
    }

    mutating func end() { open = nil }
}

/// Reads an archive in pieces.
func readArchive(
    _ bytes: [UInt8],
    limits: ArchiveLimits = ArchiveLimits(),
    piece: Int = 65536
) throws(ArchiveError) -> Collector {
    var collector = Collector()
    var reader = try ArchiveReader(limits: limits)
    var start = 0
    while start < bytes.count {
        let slice = Array(bytes[start..<min(start + piece, bytes.count)])
        try feed(slice) { (buffer) throws(ArchiveError) in try reader.read(buffer, &collector) }
        start += piece
    }
    try reader.finish()
    return collector
}

/// Reads a tar that is not compressed.
func readTar(_ bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits()) throws(ArchiveError) -> Collector {
    var collector = Collector()
    var reader = TarReader(limits: limits)
    try feed(bytes) { (buffer) throws(ArchiveError) in try reader.read(buffer, &collector) }
    try reader.finish()
    return collector
}

/// `withUnsafeBytes` with a typed error.
func feed(
    _ bytes: [UInt8],
    _ body: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
) throws(ArchiveError) {
    var failure: ArchiveError?
    bytes.withUnsafeBytes { buffer in
        do throws(ArchiveError) { try body(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
}
