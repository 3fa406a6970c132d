/// Encodes header blocks for one direction of one connection (RFC 7541).
///
/// The dynamic table never evicts: fields are inserted while there is room, and what comes later is written out. So a
/// block that inserted nothing means the same until ``generation`` changes, and a caller can keep it and send it again.
package struct HPACKEncoder: Sendable {
    /// How a field is put into a block.
    package enum Indexing: Sendable, Hashable, CaseIterable {
        /// By index when a table has the field; otherwise inserted into the dynamic table while there is room.
        case incremental
        /// Written out and marked as never indexed, also by intermediaries: for secrets (RFC 7541 section 7.1.3).
        case never
        /// By index when a table has the field; otherwise written out and not inserted. For values that keep changing.
        case none
    }

    /// The largest dynamic table in octets, whatever the peer allows: also what a peer allows before its first SETTINGS.
    private static let maximumTableSize = 4096

    private var table = HPACKEncoderTable(capacity: maximumTableSize)
    private var pendingUpdate: PendingUpdate?

    /// What the next block must begin with.
    private enum PendingUpdate {
        /// The size of the table.
        case set
        /// The size 0, which empties the peer's table, and then the size of the table.
        case clearAndSet
    }

    /// Changes whenever a block that was encoded before would no longer mean the same: with an insertion, and when the
    /// table size changes.
    ///
    /// Keep a block together with the generation from *before* it was encoded, and send it again while the two are
    /// equal. A block that inserted a field is thereby never sent again.
    package private(set) var generation: UInt64 = 0

    /// Creates an encoder with an empty dynamic table of 4096 octets.
    package init() {}

    /// Takes over the peer's SETTINGS_HEADER_TABLE_SIZE, in octets. More than 4096 has no effect beyond 4096, and a
    /// negative size counts as 0. A reduction empties the table.
    package mutating func setPeerTableSize(_ size: Int) {
        let size = min(max(size, 0), Self.maximumTableSize)
        guard size != table.capacity else { return }
        if size < table.capacity {
            table = HPACKEncoderTable(capacity: size)
            pendingUpdate = .clearAndSet
        } else {
            table.capacity = size
            pendingUpdate = pendingUpdate ?? .set
        }
        generation &+= 1
    }

    /// Begins a block: appends the table size updates that are due since the last block, at most two (RFC 7541 section
    /// 4.2). Must come before the first field of every block, a kept one too.
    package mutating func beginBlock(_ block: inout [UInt8]) {
        guard let update = pendingUpdate else { return }
        if update == .clearAndSet { HPACKInteger.append(0, prefixBits: 5, flags: 0x20, to: &block) }
        if table.capacity > 0 { HPACKInteger.append(table.capacity, prefixBits: 5, flags: 0x20, to: &block) }
        pendingUpdate = nil
        generation &+= 1
    }

    /// Appends one field to `block`, which ``beginBlock(_:)`` began.
    ///
    /// `name` must be in lower case (RFC 9113 section 8.2.1); nothing is checked here.
    package mutating func append(_ name: String, _ value: String, indexing: Indexing, to block: inout [UInt8]) {
        var (name, value) = (name, value)
        name.withUTF8 { name in
            value.withUTF8 { value in
                append(UnsafeRawBufferPointer(name), UnsafeRawBufferPointer(value), indexing: indexing, to: &block)
            }
        }
    }

    private mutating func append(
        _ name: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer,
        indexing: Indexing,
        to block: inout [UInt8]
    ) {
        let match = table.find(name, value)
        if let index = match.nameIndex, match.isWholeField, indexing != .never {
            HPACKInteger.append(index, prefixBits: 7, flags: 0x80, to: &block)
            return
        }

        // The index of the name is the one from before the insertion.
        let nameIndex = match.nameIndex ?? 0
        if indexing == .incremental && table.insert(name, value) {
            generation &+= 1
            HPACKInteger.append(nameIndex, prefixBits: 6, flags: 0x40, to: &block)
        } else {
            HPACKInteger.append(nameIndex, prefixBits: 4, flags: indexing == .never ? 0x10 : 0, to: &block)
        }
        if nameIndex == 0 { HPACKString.append(name, to: &block) }
        HPACKString.append(value, to: &block)
    }
}
