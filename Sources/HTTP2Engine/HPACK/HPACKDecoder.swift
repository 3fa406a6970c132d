/// Decodes the header blocks of one direction of one connection (RFC 7541), in the order in which they came.
///
/// A list is made of nothing but what its block and the two tables hold, so the work for a block is linear in its
/// octets and in the list that is accepted: a reference to a large entry costs what a reference to a small one does.
package struct HPACKDecoder: Sendable {
    private let maximumTableSize: Int
    private let maximumListSize: Int
    /// What the peer inserted, and has not evicted since.
    private(set) var table: HPACKDynamicTable
    private var memo = HeaderListMemo()
    /// Held here because access to a global costs more than the rest of a look into it.
    private let staticEntries = HPACKStaticTable.entries

    /// The size of the dynamic table before the peer changes it (RFC 9113 section 6.5.2).
    private static let initialTableSize = 4096

    /// Creates a decoder with an empty dynamic table.
    ///
    /// - Parameters:
    ///   - maximumTableSize: the SETTINGS_HEADER_TABLE_SIZE that this side announces, in octets. A peer that was told
    ///     less than 4096 begins with an update to it; until then the table has the 4096 that the peer assumes.
    ///   - maximumListSize: the largest list that is accepted, counted as name, value and 32 per field (RFC 9113
    ///     section 6.5.2).
    ///
    /// Both are taken to be within 0 and 2^32 - 1, which is what a setting can say.
    package init(maximumTableSize: Int = 4096, maximumListSize: Int = 16 * 1024) {
        self.maximumTableSize = min(max(maximumTableSize, 0), HPACKInteger.maximum)
        self.maximumListSize = min(max(maximumListSize, 0), HPACKInteger.maximum)
        table = HPACKDynamicTable(capacity: Self.initialTableSize)
    }

    /// Decodes a whole header block.
    ///
    /// Returns the same object again for the octets of an earlier block while the dynamic table is as it was then; of
    /// the blocks that can come again, the latest few are remembered.
    ///
    /// Throws ``HPACKError/Code-swift.enum/headerListTooLarge`` at the end of a block whose list is above the limit: the
    /// decoder stays usable. After any other error it must not be used again.
    package mutating func decode(_ block: UnsafeRawBufferPointer) throws(HPACKError) -> HeaderList {
        let hash = Octets.hash(block)
        if let list = memo.list(for: block, hash: hash) { return list }

        var reader = HPACKReader(block)
        var fields = HeaderListBuilder(maximumSize: maximumListSize, expectedCount: min(block.count, 16))
        var changesTable = try readTableSizeUpdates(&reader)
        while !reader.isAtEnd {
            if try readField(&reader, into: &fields) { changesTable = true }
        }
        let list = try fields.finish()
        if !changesTable { memo.remember(list, for: block, hash: hash) }
        return list
    }

    /// Reads the updates that stand before the first field, at most two (RFC 7541 section 4.2), and says whether there
    /// were any.
    private mutating func readTableSizeUpdates(_ reader: inout HPACKReader) throws(HPACKError) -> Bool {
        var count = 0
        while !reader.isAtEnd, try reader.peekOctet() & 0xE0 == 0x20 {
            count += 1
            guard count <= 2 else { throw Self.misplacedUpdate }
            let capacity = try reader.readInteger(prefixBits: 5)
            guard capacity <= maximumTableSize else {
                throw HPACKError(
                    code: .invalidTableSizeUpdate,
                    message: "a table size update to \(capacity) is above the limit of \(maximumTableSize)"
                )
            }
            table.setCapacity(capacity)
            memo.removeAll()
        }
        return count > 0
    }

    /// Reads one field, and says whether it was inserted into the dynamic table.
    @inline(__always)
    private mutating func readField(
        _ reader: inout HPACKReader,
        into fields: inout HeaderListBuilder
    ) throws(HPACKError) -> Bool {
        let octet = try reader.peekOctet()
        if octet & 0x80 != 0 {
            let entry = try entry(at: reader.readInteger(prefixBits: 7))
            fields.append(entry.field, size: entry.size)
            return false
        }
        if octet & 0x40 != 0 {
            let entry = try readLiteral(&reader, prefixBits: 6, keepingText: true)
            fields.append(entry.field, size: entry.size)
            table.insert(entry)
            memo.removeAll()
            return true
        }
        guard octet & 0x20 == 0 else { throw Self.misplacedUpdate }
        let entry = try readLiteral(&reader, prefixBits: 4, keepingText: !fields.isTooLarge)
        fields.append(entry.field, size: entry.size)
        return false
    }

    private func readLiteral(
        _ reader: inout HPACKReader,
        prefixBits: Int,
        keepingText: Bool
    ) throws(HPACKError) -> HPACKEntry {
        let nameIndex = try reader.readInteger(prefixBits: prefixBits)
        var name: DecodedString
        if nameIndex == 0 {
            name = try reader.readString(keepingText: keepingText)
        } else {
            let entry = try entry(at: nameIndex)
            name = DecodedString(text: entry.field.name, count: entry.nameCount)
        }
        let value = try reader.readString(keepingText: keepingText)
        return HPACKEntry(
            field: HeaderField(name.text, value.text),
            nameCount: name.count,
            valueCount: value.count
        )
    }

    @inline(__always)
    private func entry(at index: Int) throws(HPACKError) -> HPACKEntry {
        if index >= 1 && index <= HPACKStaticTable.count { return staticEntries[index - 1] }
        let offset = index - HPACKStaticTable.count - 1
        guard offset >= 0 && offset < table.count else { throw Self.invalidIndex(index) }
        return table[offset]
    }

    private static func invalidIndex(_ index: Int) -> HPACKError {
        HPACKError(code: .invalidIndex, message: "index \(index) of a header block is in neither table")
    }

    private static var misplacedUpdate: HPACKError {
        HPACKError(
            code: .invalidTableSizeUpdate,
            message: "a table size update is behind a field, or the third of a block"
        )
    }
}
