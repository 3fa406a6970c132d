import EngineAPI
import TestSupport
import Testing

#if os(Linux)
/// `omniview doctor` with an engine that the machine allows too little, as a person meets it.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct DoctorMachineTests {
    /// Starts an engine after `preparation`, asks the doctor and ends it again, in one shell: what the shell may do is what
    /// the engine may do.
    private static func doctor(
        after preparation: String,
        in shell: [String] = ["/bin/sh"]
    ) async throws -> [String: DoctorCheck] {
        let folder = try TemporaryFolder()
        let omniview = "'\(try Products.executable("omniview"))'"
        let state = "--state '\(folder.path)/state'"
        let script = """
            \(preparation) || exit 9
            \(omniview) serve \(state) >'\(folder.path)/log' 2>&1 &
            until \(omniview) status \(state) >/dev/null 2>&1; do
                kill -0 $! || { cat '\(folder.path)/log' >&2; exit 8; }
            done
            \(omniview) doctor \(state) --json
            \(omniview) shutdown \(state) >/dev/null
            wait $!
            """
        let result = try await run(shell[0], shell.dropFirst() + ["-c", script])
        try #require(result.exitCode == 0, "\(result.error)")
        let report = try EngineJSON.decode(DoctorReport.self, from: .init(result.output.utf8))
        return Dictionary(report.checks.map { ($0.code, $0) }) { first, _ in first }
    }

    @Test func fewOpenFilesAreFound() async throws {
        let check = try #require(try await Self.doctor(after: "ulimit -n 512")["descriptors"])
        #expect(check.status == .warning)
        #expect(check.what == "the engine may have 512 files open")
        #expect(check.advice?.hasSuffix("ulimit -n 4096") == true)
        let enough = try #require(try await Self.doctor(after: "ulimit -n 1024")["descriptors"])
        #expect(enough.status == .ok)
    }

    /// The system's own limits, for the processes of a user namespace alone.
    @Test(
        .enabled("the limits of watches are set in a user namespace") { try await Self.hasUserNamespaces },
        arguments: [("watches", "watches no more folders"), ("instances", "has no inotify instance left")]
    )
    func watchesThatAreUsedUpAreFound(limit: String, words: String) async throws {
        let checks = try await Self.doctor(
            after: "echo 0 >/proc/sys/user/max_inotify_\(limit)",
            in: ["/usr/bin/unshare", "-Ur", "/bin/sh"]
        )
        let check = try #require(checks["watch"])
        #expect(check.status == .warning)
        #expect(check.what.contains("is looked at every 2.0 seconds: the system \(words)"), "\(check.what)")
        #expect(check.advice?.contains("sysctl fs.inotify.max_user_\(limit)=") == true)
    }

    private static var hasUserNamespaces: Bool {
        get async throws {
            let script = "echo 9 >/proc/sys/user/max_inotify_watches"
            return try await run("/usr/bin/unshare", ["-Ur", "/bin/sh", "-c", script]).exitCode == 0
        }
    }
}
#endif
