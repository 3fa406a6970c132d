/// What `/proc/<pid>/stat` says, as far as it is used here.
struct ProcStat: Sendable, Hashable {
    var processID: Int32
    /// One letter; `Z` and `X` for a process that has ended.
    var state: Character
    var parent: Int32
    var group: Int32
    var session: Int32
    /// In clock ticks: in the program and in the system, of the process and of children that were waited for.
    var ownTicks: UInt64
    var waitedTicks: UInt64
    var threads: Int
    /// In clock ticks since the machine started.
    var startTime: UInt64
    var residentPages: UInt64

    var identity: ProcessIdentity { ProcessIdentity(processID: processID, startTime: startTime) }

    var isRunning: Bool { state != "Z" && state != "X" && state != "x" }

    /// Reads the text; nil when it is not whole.
    ///
    /// The program's name stands in parentheses and may hold anything, spaces and parentheses too, so what follows is
    /// counted from the last one.
    init?(_ text: some StringProtocol) {
        guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"), open < close,
            let number = Int32(String(text[..<open].filter { $0 != " " }))
        else { return nil }
        let fields = text[close...].dropFirst().split(whereSeparator: \.isWhitespace)
        guard fields.count >= 22, fields[0].utf8.count == 1, let letter = fields[0].first,
            let parent = Int32(fields[1]), let group = Int32(fields[2]), let session = Int32(fields[3]),
            let user = UInt64(fields[11]), let system = UInt64(fields[12]),
            // These two are signed in the file.
            let waitedUser = Int64(fields[13]), let waitedSystem = Int64(fields[14]),
            let threads = Int(fields[17]), let start = UInt64(fields[19]),
            let resident = Int64(fields[21])
        else { return nil }
        let (own, ownOverflow) = user.addingReportingOverflow(system)
        let (waited, waitedOverflow) = max(waitedUser, 0).addingReportingOverflow(max(waitedSystem, 0))
        guard number > 0, !ownOverflow, !waitedOverflow else { return nil }
        processID = number
        state = letter
        self.parent = parent
        self.group = group
        self.session = session
        ownTicks = own
        waitedTicks = UInt64(waited)
        self.threads = max(threads, 0)
        startTime = start
        residentPages = UInt64(max(resident, 0))
    }
}
