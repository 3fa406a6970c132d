extension MemoryUse {
    /// `/proc/meminfo`; nil when it does not say how much there is.
    init?(memoryInfo text: TextCursor) {
        var text = text
        var total: UInt64?
        var available: UInt64?
        var (free, buffers, cached, reclaimable, shared, swapTotal, swapFree) =
            (UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        while var line = text.line() {
            guard let name = line.word(), let kibibytes = line.number() else { continue }
            let (bytes, isTooLarge) = kibibytes.multipliedReportingOverflow(by: 1024)
            if isTooLarge { continue }
            if name.says("MemTotal:") { total = bytes }
            if name.says("MemAvailable:") { available = bytes }
            if name.says("MemFree:") { free = bytes }
            if name.says("Buffers:") { buffers = bytes }
            if name.says("Cached:") { cached = bytes }
            if name.says("SReclaimable:") { reclaimable = bytes }
            if name.says("Shmem:") { shared = bytes }
            if name.says("SwapTotal:") { swapTotal = bytes }
            if name.says("SwapFree:") { swapFree = bytes }
        }
        guard let total else { return nil }
        // `Cached` counts what programs share, and what tmpfs holds; neither can be given up.
        let files = buffers &+ reclaimable &+ (cached > shared ? cached - shared : 0)
        self.init(
            total: total,
            available: min(total, available ?? free &+ files),
            cached: min(total, files),
            swapTotal: swapTotal,
            swapUsed: swapTotal > swapFree ? swapTotal - swapFree : 0
        )
    }
}
