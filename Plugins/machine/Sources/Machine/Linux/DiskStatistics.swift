/// `/proc/diskstats`: what each block device has done.
struct DiskStatistics: Equatable, Sendable {
    /// By major and minor number, `254:0`, and by name, `vda`.
    private(set) var counters: [String: DiskCounters] = [:]

    /// The unit of the file's sectors, whatever the device's own are.
    private static let sector: UInt64 = 512

    /// Reads the lines of devices that have done anything; damaged ones are left out.
    ///
    /// A line is `254 0 vda reads merged sectors ms writes merged sectors ms in-flight busy-ms ...`.
    init(_ text: TextCursor) {
        var text = text
        while var line = text.line() {
            guard let major = line.number(), let minor = line.number(), let name = line.word(),
                line.skip(words: 2), let read = line.number(),
                line.skip(words: 3), let written = line.number(),
                line.skip(words: 2), let busy = line.number(),
                read > 0 || written > 0
            else { continue }
            let device = DiskCounters(
                readBytes: read &* Self.sector,
                writtenBytes: written &* Self.sector,
                busyMilliseconds: busy
            )
            counters["\(major):\(minor)"] = device
            counters[String(showing: name)] = device
        }
    }

    /// The counters of the device that a file system is on. One of btrfs has a number that is no device's; there the
    /// name of the source helps.
    func counters(of mount: Mount) -> DiskCounters? {
        if let known = counters[mount.device] { return known }
        guard mount.source.hasPrefix("/dev/"), let slash = mount.source.lastIndex(of: "/") else { return nil }
        return counters[String(mount.source[mount.source.index(after: slash)...])]
    }
}
