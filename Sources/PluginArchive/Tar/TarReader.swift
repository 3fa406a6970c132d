/// Makes entries of the bytes of a tar, in pieces of any length. Holds one block and one extended header at most.
package struct TarReader {
    private enum Metadata {
        case pax, globalPax, longName, longLink
    }

    private enum State {
        /// Waiting for a whole header block.
        case header
        case metadata(Metadata, left: Int64)
        case contents(left: Int64)
        /// Between contents and the next header.
        case padding(left: Int)
        /// Behind the two zero blocks that end a tar.
        case tail(left: Int64)
    }

    private let limits: ArchiveLimits
    private var rules: EntryRules
    private var state = State.header
    private var block: [UInt8] = []
    private var metadata: [UInt8] = []
    private var zeroBlocks = 0
    private var globalHeaders = 0
    private var nextPadding = 0

    // What was said of the next entry ahead of it.
    private var pax: PaxRecords?
    private var longName: [UInt8]?
    private var hasLongLink = false

    package init(limits: ArchiveLimits) {
        self.limits = limits
        rules = EntryRules(limits: limits)
        block.reserveCapacity(TarHeader.blockBytes)
    }

    /// Reads the next bytes. After an error, no more must be given.
    package mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        _ visitor: inout some ArchiveVisitor
    ) throws(ArchiveError) {
        var rest = bytes
        while !rest.isEmpty {
            switch state {
            case .header:
                block.append(contentsOf: Self.take(Int64(TarHeader.blockBytes - block.count), from: &rest))
                if block.count == TarHeader.blockBytes {
                    try readBlock(&visitor)
                    block.removeAll(keepingCapacity: true)
                }
            case .metadata(let kind, let left):
                let piece = Self.take(left, from: &rest)
                metadata.append(contentsOf: piece)
                state = .metadata(kind, left: left - Int64(piece.count))
                if piece.count == left { try finishMetadata(kind) }
            case .contents(let left):
                let piece = Self.take(left, from: &rest)
                try visitor.contents(piece)
                state = .contents(left: left - Int64(piece.count))
                if piece.count == left {
                    try visitor.end()
                    state = .padding(left: nextPadding)
                }
            case .padding(0):
                state = .header
            case .padding(let left):
                state = .padding(left: left - Self.take(Int64(left), from: &rest).count)
            case .tail(let left):
                guard rest.allSatisfy({ $0 == 0 }) else {
                    throw Self.damaged("there is something after the end of the tar")
                }
                guard rest.count <= left else {
                    throw ArchiveError(
                        .limitExceeded,
                        "more than \(limits.maxTrailingBytes) zero bytes follow the end of the tar; pack it again"
                    )
                }
                state = .tail(left: left - Int64(rest.count))
                return
            }
        }
    }

    /// Ends the input.
    package func finish() throws(ArchiveError) {
        guard case .tail = state else {
            throw ArchiveError(
                .truncated,
                "the tar ends too early: the two zero blocks at its end are missing; get the archive again"
            )
        }
    }

    private mutating func readBlock(_ visitor: inout some ArchiveVisitor) throws(ArchiveError) {
        if block.allSatisfy({ $0 == 0 }) {
            guard pax == nil, longName == nil, !hasLongLink else {
                throw Self.damaged("an extended header has no entry after it")
            }
            zeroBlocks += 1
            if zeroBlocks == 2 { state = .tail(left: limits.maxTrailingBytes) }
            return
        }
        guard zeroBlocks == 0 else { throw Self.damaged("there is an entry after the end of the tar") }
        let header = try TarHeader(block)
        nextPadding = Int((Int64(TarHeader.blockBytes) - header.size % 512) % 512)
        switch header.type {
        case UInt8(ascii: "x"): try startMetadata(.pax, header, isFirst: pax == nil)
        case UInt8(ascii: "g"):
            globalHeaders += 1
            try startMetadata(.globalPax, header, isFirst: globalHeaders <= limits.maxGlobalHeaders)
        case UInt8(ascii: "L"): try startMetadata(.longName, header, isFirst: longName == nil)
        case UInt8(ascii: "K"): try startMetadata(.longLink, header, isFirst: !hasLongLink)
        default: try startEntry(header, &visitor)
        }
    }

    private mutating func startEntry(_ header: TarHeader, _ visitor: inout some ArchiveVisitor) throws(ArchiveError) {
        guard pax?.path == nil || longName == nil else {
            throw ArchiveError.about(header.name, .damaged, "has two long names; pack the plugin again")
        }
        let name = pax?.path ?? longName ?? header.name
        if pax?.isSparse == true {
            throw ArchiveError.about(
                name,
                .refusedEntry,
                "is a sparse file; a plugin holds only regular files and folders"
            )
        }
        // Sizes that do not fit in a header are above every limit, so two that differ are meant to mislead: one reader
        // would take for a header what another takes for contents.
        if let size = pax?.size, size != header.size {
            throw ArchiveError.about(name, .damaged, "has two sizes, \(header.size) and \(size); pack the plugin again")
        }
        pax = nil
        longName = nil
        hasLongLink = false
        guard let entry = try rules.accept(name, header) else { return }
        try visitor.begin(entry)
        guard case .file(let size, _) = entry.kind else { return }
        if size == 0 {
            try visitor.end()
        } else {
            state = .contents(left: size)
        }
    }

    private mutating func startMetadata(
        _ kind: Metadata,
        _ header: TarHeader,
        isFirst: Bool
    ) throws(ArchiveError) {
        guard isFirst else {
            throw ArchiveError(.limitExceeded, "there are too many extended headers; pack the plugin again with tar")
        }
        try rules.acceptMetadata(header.size)
        metadata = []
        state = .metadata(kind, left: header.size)
        if header.size == 0 { try finishMetadata(kind) }
    }

    private mutating func finishMetadata(_ kind: Metadata) throws(ArchiveError) {
        switch kind {
        case .pax: pax = try PaxRecords(metadata)
        case .globalPax:
            if try PaxRecords(metadata).describesEntry {
                throw Self.damaged("an extended header gives all entries one name or size")
            }
        case .longName:
            // GNU tar writes the NUL that ends it, too.
            longName = metadata.last == 0 ? metadata.dropLast() : metadata
        case .longLink: hasLongLink = true
        }
        metadata = []
        state = .padding(left: nextPadding)
    }

    private static func take(_ count: Int64, from rest: inout UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(min(count, Int64(rest.count)))))
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
        return piece
    }

    private static func damaged(_ what: String) -> ArchiveError {
        ArchiveError(.damaged, "\(what); get the archive again, or pack it with tar")
    }
}
