/// The dynamic table of a decoder (RFC 7541 sections 2.3.2 and 4): the peer inserts, and the oldest entries go when the
/// size is above the capacity.
///
/// A ring: the storage grows with the number of entries and never shrinks. As each entry has a size of at least 32, it
/// has a bound.
struct HPACKDynamicTable {
    /// The most that the sizes of the entries may add up to.
    private(set) var capacity: Int
    /// What the sizes of the entries add up to.
    private(set) var size = 0
    /// The number of entries.
    private(set) var count = 0
    /// A power of two of places.
    private var ring: [HPACKEntry]
    /// The place of the newest entry. Older ones are at the places before it.
    private var newest = 0

    init(capacity: Int) {
        self.capacity = capacity
        ring = Array(repeating: Self.empty, count: 8)
    }

    /// The entry at `offset`, which must be within 0 and ``count`` - 1: 0 is the newest.
    @inline(__always)
    subscript(offset: Int) -> HPACKEntry {
        ring[(newest - offset) & (ring.count - 1)]
    }

    /// Inserts `entry` as the newest. One larger than the capacity empties the table and is not in it (section 4.4).
    mutating func insert(_ entry: HPACKEntry) {
        guard entry.size <= capacity else { return evict(downTo: 0) }
        evict(downTo: capacity - entry.size)
        if count == ring.count { grow() }
        newest = (newest + 1) & (ring.count - 1)
        ring[newest] = entry
        count += 1
        size += entry.size
    }

    /// Changes the capacity, and evicts what no longer fits (section 4.3).
    mutating func setCapacity(_ capacity: Int) {
        self.capacity = capacity
        evict(downTo: capacity)
    }

    private mutating func evict(downTo limit: Int) {
        while size > limit {
            let oldest = (newest - (count - 1)) & (ring.count - 1)
            size -= ring[oldest].size
            ring[oldest] = Self.empty  // lets go of the texts
            count -= 1
        }
    }

    private mutating func grow() {
        var grown = (0..<count).reversed().map { ring[(newest - $0) & (ring.count - 1)] }
        newest = count - 1
        grown.append(contentsOf: repeatElement(Self.empty, count: count))
        ring = grown
    }

    private static var empty: HPACKEntry { HPACKEntry(field: HeaderField("", ""), nameCount: 0, valueCount: 0) }
}
