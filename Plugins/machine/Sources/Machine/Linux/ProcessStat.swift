/// `/proc/PID/stat`.
struct ProcessStat: Equatable, Sendable {
    /// The name, of up to 15 bytes, which the process may choose.
    var name: ArraySlice<UInt8>
    var state: ProcessState
    var parent: Int32
    var isKernelThread: Bool
    /// Time on a processor, in clock ticks.
    var ticks: UInt64
    var threads: UInt32
    /// When it was started, in clock ticks since the machine was.
    var started: UInt64
    var residentPages: UInt64

    /// `PF_KTHREAD` among the kernel's flags of a task.
    private static let kernelThread: UInt64 = 0x0020_0000

    /// A line such as `42 (name) S 1 ...`; nil when it is damaged. The name may have anything in it, parentheses and
    /// line breaks too, so it ends at the last one.
    init?(_ text: TextCursor) {
        var text = text
        guard text.text(before: UInt8(ascii: "(")) != nil, let name = text.text(beforeLast: UInt8(ascii: ")")),
            let state = text.word()?.first, let parent = text.number().flatMap(Int32.init(exactly:)),
            text.skip(words: 4), let flags = text.number(),
            text.skip(words: 4), let user = text.number(), let system = text.number(),
            text.skip(words: 4), let threads = text.number(),
            text.skip(words: 1), let started = text.number(),
            text.skip(words: 1), let residentPages = text.number()
        else { return nil }
        self.name = name
        self.state = ProcessState(letter: state)
        self.parent = parent
        isKernelThread = flags & Self.kernelThread != 0
        ticks = user &+ system
        self.threads = UInt32(clamping: threads)
        self.started = started
        self.residentPages = residentPages
    }
}

extension ProcessState {
    /// As Linux writes it. A letter that is not known is some kind of sleep.
    fileprivate init(letter: UInt8) {
        switch letter {
        case UInt8(ascii: "R"): self = .running
        case UInt8(ascii: "D"): self = .waiting
        case UInt8(ascii: "T"), UInt8(ascii: "t"): self = .stopped
        case UInt8(ascii: "Z"), UInt8(ascii: "X"): self = .zombie
        case UInt8(ascii: "I"): self = .idle
        default: self = .sleeping
        }
    }
}
