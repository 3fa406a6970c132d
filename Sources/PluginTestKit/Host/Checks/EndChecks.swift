import PluginProtocol

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension HostConformance {
    /// How a host ends plugins.
    static let endChecks: [ConformanceCheck<HostTrial>] = [
        ConformanceCheck(102, 103, named: "asks a good plugin to end, and lets it clean up") { trial in
            let (report, _) = try await trial.run("\"$GOOD\"; echo $? > $NOTES/code")
            try report.requireService()
            try require(trial.note("code") == "0\n", "the plugin ended with \(trial.note("code") ?? "a signal")")
            try require(!report.wasForced, "the host says that it had to kill it")
            let errors = report.log.filter { $0.level == .error }
            try require(errors.isEmpty, "there are errors in the log: \(errors.map(\.message))")
        },
        ConformanceCheck(105, 109, named: "kills a plugin that does not end, with its group") { trial in
            let script = """
                trap '' TERM
                echo $$ > $NOTES/pids
                stay() { i=0; while [ $i -lt 600 ]; do sleep 1; i=$((i + 1)); done; }
                (trap '' TERM; stay) &
                echo $! > $NOTES/child
                "$GOOD"
                stay
                """
            let (report, _) = try await trial.run(script)
            try report.requireService()
            try require(report.wasForced, "the host says that it did not kill it")
            try await trial.requireEnd("after the stop")
            guard let child = trial.note("child").flatMap({ Int32($0.dropLast()) }) else {
                throw CheckFinding("the script did not note its child")
            }
            // Somebody has to reap it, which takes a moment.
            let end = ContinuousClock.now + .seconds(5)
            while trial.isThere(child), ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(5)) }
            let isGone = !trial.isThere(child)
            trial.kill(child)
            try require(isGone, "a child of the plugin still runs")
        },
        ConformanceCheck(108, named: "is not held up by a child that holds the output") { trial in
            let (report, duration) = try await trial.run("sleep 600 &\necho $! >> $NOTES/pids\nexec \"$GOOD\"")
            try report.requireService()
            try require(duration < .seconds(15), "it took \(duration)")
        },
        ConformanceCheck(116, named: "removes the folder that it made for sockets") { trial in
            let script = "echo \"${PLUGIN_UNIX_SOCKET_DIR:-$TMPDIR}\" > $NOTES/folder; exec \"$GOOD\""
            let (report, _) = try await trial.run(script)
            try report.requireService()
            let folder = String((trial.note("folder") ?? "").dropLast())
            let own = getenv("TMPDIR").map { String(cString: $0) } ?? ""
            guard !folder.isEmpty, folder != own, folder != "/tmp" else {
                throw CheckNotApplicable("the host makes no folder for the plugin")
            }
            try require(!FileFacts.exists(folder), "\(folder) is still there")
        },
    ]
}
