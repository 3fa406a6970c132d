/// What `/proc/<pid>/smaps_rollup` says about memory, in bytes.
struct ProcMemory: Sendable, Hashable {
    var residentBytes: UInt64
    var privateBytes: UInt64

    /// Reads the text; nil when it does not say both.
    init?(_ text: some StringProtocol) {
        var resident: UInt64?
        var own: UInt64?
        for line in text.split(whereSeparator: \.isNewline) {
            let fields = line.split(whereSeparator: \.isWhitespace)
            guard fields.count == 3, fields[2] == "kB", let size = UInt64(fields[1]), size < 1 << 50 else { continue }
            switch fields[0] {
            case "Rss:": resident = size << 10
            case "Private_Clean:", "Private_Dirty:", "Private_Hugetlb:": own = min((own ?? 0) + (size << 10), 1 << 62)
            default: continue
            }
        }
        guard let resident, let own else { return nil }
        residentBytes = resident
        privateBytes = own
    }
}
