/// `/proc/stat`: what the processors did since the machine was started.
struct ProcStat: Equatable, Sendable {
    var all = ProcessorTimes()
    var cores: [CoreTimes] = []

    /// The lines of the processors; those that are damaged are left out. Without the first line, nil.
    init?(_ text: TextCursor) {
        var text = text
        guard var first = text.line(), first.word()?.says("cpu") == true, let all = ProcessorTimes(&first) else {
            return nil
        }
        self.all = all
        // The processors come first; behind them are counters of interrupts, which are many and not needed.
        while var line = text.line(), let name = line.word(), name.starts(with: "cpu".utf8) {
            guard let number = TextCursor.number(of: name.dropFirst(3)).flatMap(UInt32.init(exactly:)),
                let times = ProcessorTimes(&line)
            else { continue }
            cores.append(CoreTimes(number: number, times: times))
        }
    }

    /// When the machine was started, in seconds since 1970: the line `btime`.
    static func bootTime(_ text: TextCursor) -> UInt64? {
        var text = text
        while var line = text.line() {
            if line.word()?.says("btime") == true { return line.number() }
        }
        return nil
    }
}

extension ProcessorTimes {
    /// The numbers of a line, in clock ticks: user nice system idle iowait irq softirq steal. Only the first four have
    /// always been there.
    fileprivate init?(_ line: inout TextCursor) {
        guard let user = line.number(), let nice = line.number(), let system = line.number(), let idle = line.number()
        else { return nil }
        let waiting = line.number() ?? 0
        let interrupts = (line.number() ?? 0) &+ (line.number() ?? 0)
        self.init(
            user: user &+ nice,
            system: system &+ interrupts,
            idle: idle,
            waiting: waiting,
            stolen: line.number() ?? 0
        )
    }
}
