/// Where an encoder finds indices: the static table, and a dynamic table that never evicts.
///
/// The peer's decoder evicts its oldest entries when a new one needs their room. This table takes no entry that has no
/// room, so both sides hold the same until the table is emptied, and an entry stays where it is.
struct HPACKEncoderTable {
    /// How a field can be given by index.
    struct Match {
        /// The index of an entry with the name; nil if there is none.
        var nameIndex: Int?
        /// Whether that entry has the value too.
        var isWholeField: Bool
    }

    /// The most that the sizes of the dynamic entries may add up to. May be raised, and never below what is in use.
    var capacity: Int
    private var size = 0
    /// The octets of all entries.
    private var octets: [UInt8] = []
    /// The static entries by index, then the dynamic ones from the oldest on.
    private var entries: [Entry] = []
    /// The first entry of each chain of entries whose names have the same hash; nothing is below 0.
    private var chains = [Int16](repeating: -1, count: 128)

    private struct Entry {
        /// Where the name is in `octets`; the value is behind it.
        var start: Int
        var nameCount: Int
        var valueCount: Int
        /// The next entry of the chain; none is below 0.
        var next: Int16 = -1
    }

    /// A table with only the static entries.
    init(capacity: Int) {
        self = Self.withoutDynamicEntries
        self.capacity = capacity
    }

    /// The index of a field, or of its name.
    func find(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Match {
        octets.withUnsafeBytes { octets in
            var nameIndex: Int?
            var position = chains[Self.chain(of: name)]
            while position >= 0 {
                let entry = entries[Int(position)]
                let valueStart = entry.start + entry.nameCount
                if Octets.areEqual(UnsafeRawBufferPointer(rebasing: octets[entry.start..<valueStart]), name) {
                    let index = index(ofEntryAt: Int(position))
                    let ownValue = octets[valueStart..<valueStart + entry.valueCount]
                    if Octets.areEqual(UnsafeRawBufferPointer(rebasing: ownValue), value) {
                        return Match(nameIndex: index, isWholeField: true)
                    }
                    nameIndex = nameIndex ?? index
                }
                position = entry.next
            }
            return Match(nameIndex: nameIndex, isWholeField: false)
        }
    }

    /// Inserts a field if there is room for it, and says whether there was.
    mutating func insert(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
        let entrySize = name.count + value.count + HPACKEntry.overhead
        guard entrySize <= capacity - size else { return false }
        size += entrySize
        append(name, value)
        return true
    }

    private func index(ofEntryAt position: Int) -> Int {
        position < HPACKStaticTable.count ? position + 1 : HPACKStaticTable.count + entries.count - position
    }

    /// Adds an entry at the end of its chain, so that static entries are found first and have the lower indices.
    private mutating func append(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        let position = Int16(entries.count)
        entries.append(Entry(start: octets.count, nameCount: name.count, valueCount: value.count))
        octets.append(contentsOf: name)
        octets.append(contentsOf: value)

        let chain = Self.chain(of: name)
        guard chains[chain] >= 0 else { return chains[chain] = position }
        var last = Int(chains[chain])
        while entries[last].next >= 0 { last = Int(entries[last].next) }
        entries[last].next = position
    }

    private static func chain(of name: UnsafeRawBufferPointer) -> Int {
        Int(truncatingIfNeeded: Octets.hash(name) & 127)
    }

    private init(withoutEntries: Void) {
        capacity = 0
    }

    private static let withoutDynamicEntries: Self = {
        var table = Self(withoutEntries: ())
        for entry in HPACKStaticTable.entries {
            var (name, value) = (entry.field.name, entry.field.value)
            name.withUTF8 { name in
                value.withUTF8 { value in table.append(UnsafeRawBufferPointer(name), UnsafeRawBufferPointer(value)) }
            }
        }
        return table
    }()
}
