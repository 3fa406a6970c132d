import Testing

@testable import machine

@Suite struct ProcessTextTests {
    /// A line of `/proc/PID/stat` with the fields that are read.
    private func line(name: String = "cat", state: String = "R", parent: String = "42", flags: String = "4194304")
        -> String
    {
        "7 (\(name)) \(state) \(parent) 1 1 0 -1 \(flags) 100 0 0 0 11 22 0 0 20 0 3 0 4016 3133440 360 \(UInt64.max)"
    }

    @Test func readsAProcess() throws {
        let stat = try #require(ProcessStat(TextCursor(line())))
        #expect(stat.name.says("cat"))
        #expect(stat.state == .running)
        #expect(stat.parent == 42)
        #expect(stat.ticks == 33)
        #expect(stat.threads == 3)
        #expect(stat.started == 4016)
        #expect(stat.residentPages == 360)
        #expect(!stat.isKernelThread)
        #expect(ProcessStat(TextCursor(line(flags: "2129984")))?.isKernelThread == true)
    }

    @Test(arguments: ["a b", "a) S 1 (b", ")", "(", "", "line\nbreak", "((((("])
    func aNameMayBeAnything(name: String) throws {
        let stat = try #require(ProcessStat(TextCursor(line(name: name))))
        #expect(stat.name.elementsEqual(name.utf8))
        #expect(stat.parent == 42)
    }

    @Test(arguments: [
        ("R", ProcessState.running), ("S", .sleeping), ("D", .waiting), ("T", .stopped), ("t", .stopped),
        ("Z", .zombie), ("I", .idle), ("W", .sleeping),
    ])
    func knowsStates(letter: String, state: ProcessState) {
        #expect(ProcessStat(TextCursor(line(state: letter)))?.state == state)
    }

    @Test func refusesWhatIsDamaged() {
        let whole = line()
        // The last word that is read is the resident size; cut anywhere before it, the line is of no use.
        for length in 0...(whole.count - " 360 \(UInt64.max)".count) {
            #expect(ProcessStat(TextCursor(String(whole.prefix(length)))) == nil)
        }
        for damaged in ["", "7 cat S 1", "7 (cat", line(parent: "-1"), line(parent: "4294967296"), line(flags: "x")] {
            #expect(ProcessStat(TextCursor(damaged)) == nil)
        }
    }

    @Test(arguments: [
        ("sh\0-c\0true\0", "sh -c true"), ("nginx: worker\0\0\0", "nginx: worker"), ("a\n\u{1b}b", "a  b"),
        ("", nil), ("\0\0", nil),
    ])
    func showsCommandLines(arguments: String, command: String?) {
        #expect(SystemFacts.command(Array(arguments.utf8)[...]) == command)
    }

    @Test func cutsLongCommandLines() {
        #expect(SystemFacts.command([UInt8](repeating: 0x61, count: 4096)[...])?.utf8.count == 512)
    }

    @Test func readsUsers() {
        let users = UserTable(
            TextCursor(
                "root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/:\nann:x:1000:1000\n:x:5:\nbad:x\nbig:x:4294967296:\n"
            )
        )
        #expect(users.name(of: 0) == "root")
        #expect(users.name(of: 1000) == "ann")
        #expect(users.name(of: 5) == "5")
        #expect(UserTable(TextCursor("")).name(of: 0) == "0")
    }

    /// macOS hands over count, path, zeros, arguments, environment.
    @Test func readsArgumentsOfMacOS() {
        func bytes(_ count: Int32, _ text: String) -> [UInt8] {
            withUnsafeBytes(of: count.littleEndian) { Array($0) } + Array(text.utf8)
        }
        #expect(ProcessArguments.command(of: bytes(2, "/bin/sh\0\0\0sh\0-c\0SECRET=1\0")) == "sh -c")
        #expect(ProcessArguments.command(of: bytes(3, "/bin/sh\0\0sh")) == "sh")
        #expect(ProcessArguments.command(of: bytes(1, "/bin/sh")) == nil)
        #expect(ProcessArguments.command(of: bytes(0, "/bin/sh\0sh\0")) == nil)
        #expect(ProcessArguments.command(of: bytes(-1, "/bin/sh\0sh\0")) == nil)
        #expect(
            ProcessArguments.command(of: bytes(.max, "/bin/sh\0" + String(repeating: "a\0", count: 4096)))?.count == 511
        )
        for length in 0..<5 { #expect(ProcessArguments.command(of: [UInt8](repeating: 1, count: length)) == nil) }
    }
}
