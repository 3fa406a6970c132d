extension HostConformance {
    /// Programs that cannot be executed.
    static let programChecks: [ConformanceCheck<HostTrial>] = [
        ConformanceCheck(13, named: "names a program that is not there") { trial in
            let (report, _) = try await trial.run(program: "/nonexistent/plugin")
            try report.requireFailure(saying: ["/nonexistent/plugin"])
        },
        ConformanceCheck(13, named: "says what is wrong with a file that cannot be executed") { trial in
            let path = try trial.write(Array("text".utf8), as: "data", mode: 0o644)
            let (report, _) = try await trial.run(program: path)
            try report.requireFailure(saying: [path])
            let says = report.failure ?? ""
            try require(says.contains("644") || says.contains("rw-r--r--"), "the error does not say its mode: \(says)")
        },
        ConformanceCheck(14, named: "names the machine that a program was built for") { trial in
            // The head of an ELF file for s390x, big-endian, and what else a loader looks at.
            let head: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 22]
            let path = try trial.write(head + [UInt8](repeating: 0, count: 44), as: "foreign", mode: 0o755)
            let (report, _) = try await trial.run(program: path)
            try report.requireFailure(saying: ["s390"])
        },
    ]
}
