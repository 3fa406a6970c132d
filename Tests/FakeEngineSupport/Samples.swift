package import EngineAPI

/// Values with every member set.
package enum Samples {
    package static let time = Timestamp(milliseconds: 1_767_225_600_123)
    package static let digest = "sha256:" + String(repeating: "ab", count: 32)

    package static let info = EngineInfo(
        version: "0.3.0",
        apiVersion: 1,
        startedAt: time,
        processID: 42,
        stateDirectory: "/home/me/.omniview",
        plugins: ["running": 1]
    )
    package static let doctor = DoctorReport(checks: [
        DoctorCheck(code: "state-folder", status: .ok, what: "The state folder is private.", advice: "Nothing to do.")
    ])
    package static let reason = PhaseReason(code: "demanded", message: "A view needs it.")
    package static let resources = ResourceSample(
        time: time,
        rssBytes: 9_000_000,
        cpuShare: 0.25,
        threads: 4,
        descriptors: 12
    )
    package static let transition = PhaseTransition(
        from: .starting,
        to: .running,
        reason: reason,
        cause: "none",
        time: time
    )
    package static let version = InstalledVersion(
        version: "1.0.0",
        digest: digest,
        installedAt: time,
        active: true,
        sealed: true,
        origin: "folder"
    )
    package static let review = InboxReview(
        id: "hello",
        name: "Hello",
        version: "2.0.0",
        description: "Says hello.",
        icon: "LuHand",
        author: "Ada",
        sealed: true,
        files: 12,
        bytes: 3_456_789,
        digest: digest,
        change: .upgrade,
        replaces: "1.0.0",
        permissions: ["network": []],
        optionalPermissions: ["notifications": true],
        relaxations: [Relaxation(code: "tls-optional", message: "its connection may be without TLS")],
        command: ["bin/plugin", "--serve"],
        hasUI: true,
        diagnostics: [PluginDiagnostic(severity: .warning, code: "unknown-key", message: "there is an unknown key")]
    )
    package static let inbox = Inbox(
        directory: "/home/me/.omniview/inbox",
        entries: [
            InboxEntry(name: "hello-2.0.0.tar.gz", state: .ready, review: review),
            InboxEntry(name: "notes", state: .refused, problem: "nothing is installed: it has no plugin.yaml"),
        ],
        notices: []
    )
    package static let crash = CrashReport(
        id: "c1",
        plugin: "hello",
        time: time,
        generation: 1,
        reason: "the backend exited with code 1",
        exitCode: 1,
        signal: "SIGKILL",
        uptimeMs: 500,
        numberInBudget: 1,
        budget: 5,
        logTail: ["boom"],
        resources: resources,
        history: [transition]
    )
    package static let audit = [
        AuditRecord(
            sequence: 3,
            time: time,
            actor: Caller.page.rawValue,
            action: "plugin.settings",
            plugin: "hello",
            outcome: "ok",
            detail: ["keys": ["key", "shell"]]
        ),
        AuditRecord(
            sequence: 2,
            time: time,
            actor: Caller.socket.rawValue,
            action: "plugin.remove",
            plugin: "old",
            outcome: "omniview:plugin/conflict"
        ),
    ]
    package static let setting = SettingInfo(
        id: "shell",
        label: "Shell",
        description: "Which shell.",
        type: .select,
        value: "sh",
        defaultValue: "bash",
        isSecret: false,
        isSet: true,
        options: [SettingOption(label: "sh", value: "sh")]
    )
    package static let secret = SettingInfo(
        id: "key",
        label: "Key",
        type: .password,
        value: "hunter2",
        defaultValue: "hunter1",
        isSecret: true,
        isSet: true
    )
    package static let method = MethodStatistics(
        method: "a.B/C",
        calls: 3,
        errors: 1,
        p50Ms: 1.5,
        p95Ms: 2,
        p99Ms: 3,
        maxMs: 4
    )
    package static let log = LogRecord(
        sequence: 1,
        time: time,
        level: .info,
        message: "hello",
        source: "main",
        fields: ["a": [1, true, "b"]]
    )
    package static let event = EngineEvent(
        sequence: 1,
        time: time,
        plugin: "hello",
        kind: "plugin.phase-changed",
        data: ["to": "running"]
    )

    package static func summary(_ id: String = "hello") -> PluginSummary {
        PluginSummary(
            id: id,
            name: "Hello",
            version: "1.0.0",
            description: "Says hello.",
            icon: "wave",
            phase: .running,
            enabled: true,
            reason: reason,
            demands: ["view"],
            processID: 77,
            startedAt: time,
            restarts: 1,
            crashesInBudget: 1,
            rssBytes: 9_000_000,
            cpuShare: 0.25,
            sealed: true,
            capabilities: ["resource"],
            hasBackend: true,
            hasUI: true,
            problems: 0
        )
    }

    package static func detail(_ id: String = "hello") -> PluginDetail {
        PluginDetail(
            summary: summary(id),
            directory: "/plugins/hello",
            digest: digest,
            diagnostics: [
                PluginDiagnostic(
                    severity: .warning,
                    code: "unknown-key",
                    message: "There is no such key.",
                    file: "plugin.yaml",
                    line: 3,
                    column: 1,
                    suggestion: "name"
                )
            ],
            verification: VerificationSummary(status: .intact, files: 3, checkedAt: time, problems: ["none"]),
            permissions: [
                "filesystem": [["path": "${data}", "access": "readwrite", "reason": "To keep notes."]],
                "network": [["host": "example.org", "port": 443, "reason": "To look for news."]],
                "exec": [["command": "git", "args": [], "reason": "To compare."]], "env": ["LANG"],
                "secrets": ["token"], "clipboard": "read", "notifications": true,
            ],
            optionalPermissions: [
                "filesystem": [], "network": [], "exec": [], "env": [], "secrets": [], "clipboard": "readwrite",
                "notifications": false,
            ],
            uiIsolation: "shell",
            uiTrusted: true,
            relaxations: [Relaxation(code: "unsealed", message: "No manifest vouches for the files.")],
            versions: [version],
            startCost: [StartStep(step: "spawn", ms: 4)],
            settingsCount: 2,
            history: [transition],
            lastCrash: crash
        )
    }

    package static let contributions = WindowContributions(
        points: [.init(id: "hello/cards", plugin: "hello", title: "Cards")],
        contributions: [
            .init(
                plugin: "hello",
                pluginName: "Hello",
                id: "live",
                point: "page",
                title: "Live",
                icon: "LuActivity",
                view: "main",
                pending: false
            )
        ],
        views: [.init(plugin: "hello", pluginName: "Hello", view: "main", title: "Main", icon: "LuHand")]
    )
}
