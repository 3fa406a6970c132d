extension HostConformance {
    /// Plugins that print no line.
    static let startFailureChecks: [ConformanceCheck<HostTrial>] = [
        ConformanceCheck(29, named: "says when standard output ends without a line") { trial in
            let (report, duration) = try await trial.run("echo $$ > $NOTES/pids; exec sleep 600 >&-")
            try report.requireFailure(saying: ["Failed to read any lines"])
            try require(duration < .seconds(10), "it waited for \(duration)")
            try await trial.requireEnd("after a start that failed")
        },
        ConformanceCheck(30, named: "says at once that a plugin has exited") { trial in
            let (report, duration) = try await trial.run("echo 'no settings' >&2; exit 3")
            try report.requireFailure(saying: [])
            try require(duration < .seconds(10), "it waited for \(duration)")
        },
        ConformanceCheck(11, 31, named: "ends a plugin that prints nothing within its time") { trial in
            let (report, _) = try await trial.run("echo $$ > $NOTES/pids; exec sleep 600") {
                $0.startTimeout = .milliseconds(500)
            }
            try report.requireFailure(saying: ["timeout while waiting for plugin to start"])
            try await trial.requireEnd("after the start timeout")
        },
        ConformanceCheck(34, named: "quotes a banner in front of the line") { trial in
            let (report, _) = try await trial.run(changingLine(#"printf 'Welcome!\n%s\n' "$line""#))
            try report.requireFailure(saying: ["Unrecognized remote plugin message: Welcome!"])
            try await trial.requireEnd("after its banner was refused")
        },
    ]
}
