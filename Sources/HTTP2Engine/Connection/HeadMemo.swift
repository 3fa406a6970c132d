/// What has been read from the last few header lists.
///
/// The decoder gives the same object for a block that it has seen, so that a call that looks like the one before costs
/// neither decoding nor reading.
struct HeadMemo<Head> {
    private static var size: Int { 4 }

    private var entries: [(list: HeaderList, head: Head)] = []
    private var oldest = 0

    /// What was read from this very list.
    subscript(list: HeaderList) -> Head? {
        entries.first { $0.list === list }?.head
    }

    /// Remembers it, in place of the oldest.
    mutating func keep(_ head: Head, of list: HeaderList) {
        if entries.count < Self.size {
            entries.append((list, head))
        } else {
            entries[oldest] = (list, head)
            oldest = (oldest + 1) % Self.size
        }
    }
}
