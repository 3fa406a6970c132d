import EngineAPI
import Logging
import PluginDefinition
import PluginHost
import PluginStore
import PluginTransport

/// What plugins' supervisors say, in the order in which it happened.
extension Engine {
    /// What the one task takes in that notes it.
    enum Occasion: Sendable {
        /// A supervisor has said something.
        case told(PluginID, ManagedPlugin.Occurrence)
        /// Somebody wants to know when all that was said before is noted.
        case noted(OneShot<Void>)
    }

    /// Returns when all that supervisors have said so far is noted: before a plugin is forgotten, because what comes
    /// later would be lost, or be taken for what another plugin of the same name has said.
    func noteAll() async {
        let sign = OneShot<Void>()
        guard case .enqueued = occur.yield(.noted(sign)) else { return }
        try? await sign.value()
    }

    /// How many of the last log lines a crash report holds.
    static let crashLogLines = 40
    /// How many bytes these may take, each and together, so that the report can be stored however they are escaped.
    static let crashLineBytes = 2 << 10
    static let crashLogBytes = 24 << 10
    /// How many of the last steps a crash report holds.
    static let crashHistory = 10

    func note(_ occurrence: ManagedPlugin.Occurrence, of id: PluginID) async {
        switch occurrence {
        case .transition(let transition): await note(transition, of: id)
        case .started(let backend):
            note(backend, of: id)
            // New files may have come while the old ones were to be started.
            if !backend.isCandidate, let found = plugins[id]?.found { await register(found, id) }
        case .ended(let generation): noteEnd(of: generation, of: id)
        case .crash(let crash):
            metrics.recordCrash(of: id.rawValue)
            plugins[id]?.lastFailure = "\(crash.kind)"
            // What it used is known now; the report waits until all that the process said was taken.
            let isWatched = plugins[id]?.process?.generation == crash.generation
            let resources = isWatched ? monitor.latest(of: id.rawValue).map(EngineAPI.ResourceSample.init) : nil
            plugins[id]?.openCrashes.append((crash, resources))
            if plugins[id]?.processes[crash.generation] == nil { writeReports(of: crash.generation, id) }
        case .upgraded(let generation):
            guard let backend = plugins[id]?.processes[generation] else { return }
            let before = plugins[id]?.process?.version ?? ""
            metrics.setResources(nil, of: id.rawValue)
            take(calls: backend, of: id)
            journal.tell(
                "plugin.upgraded",
                plugin: id.rawValue,
                ["from": .string(before), "version": .string(backend.version)]
            )
            if let found = plugins[id]?.found { await register(found, id) }
        case .upgradeRefused(let problem):
            journal.tell(
                "plugin.upgrade-refused",
                plugin: id.rawValue,
                ["code": .string(problem.code), "message": .string(problem.message)]
            )
        }
    }

    private func note(_ transition: PluginTransition, of id: PluginID) async {
        let now = WallClock.now
        let step = PhaseTransition(
            from: EngineAPI.PluginPhase(rawValue: transition.from.rawValue),
            to: EngineAPI.PluginPhase(rawValue: transition.to.rawValue),
            reason: PhaseReason(code: transition.cause.rawValue, message: transition.reason),
            time: Timestamp(milliseconds: now)
        )
        plugins[id]?.note(step)
        metrics.setPhase(transition.to.rawValue, of: id.rawValue)
        logger.info(
            "Phase changed",
            metadata: ["plugin": "\(id)", "phase": "\(transition.to.rawValue)", "why": "\(transition.reason)"]
        )
        journal.tell(
            "plugin.phase-changed",
            plugin: id.rawValue,
            [
                "from": .string(transition.from.rawValue), "to": .string(transition.to.rawValue),
                "reason": .string(transition.reason), "cause": .string(transition.cause.rawValue),
            ]
        )
        if transition.from == .recovering, transition.to == .validating { plugins[id]?.restarts += 1 }
        switch transition.to {
        case .running: await retryDependents(of: id)
        case .stopped, .failed, .installed, .uninstalled: await releaseDependenciesUnlessNeeded(of: id)
        default: break
        }
        // What the store does not take now is only missed when the engine is asked after its next start.
        let record = PhaseRecord(phase: transition.to.rawValue, reason: transition.reason, time: now)
        try? await store.setPhase(record, plugin: id.rawValue)
    }

    private func note(_ backend: StartedBackend, of id: PluginID) {
        plugins[id]?.processes[backend.generation] = backend
        let timings = backend.timings
        let total = backend.verifyDuration + timings.spawn + timings.handshake + timings.connect
        let cost = StartCost([
            .verify: backend.verifyDuration, .spawn: timings.spawn, .handshake: timings.handshake,
            .connect: timings.connect, .total: total,
        ])
        plugins[id]?.startCost = StartCost.Step.allCases.compactMap { step in
            cost.steps[step].map { StartStep(step: step.rawValue, ms: Int($0.milliseconds)) }
        }
        let isRestart = plugins[id]?.history.suffix(3).contains { $0.from == .recovering } == true
        metrics.recordStart(of: id.rawValue, cost: cost, isRestart: isRestart)
        if !backend.isCandidate { take(calls: backend, of: id) }
    }

    /// Calls go to this process from now on.
    private func take(calls backend: StartedBackend, of id: PluginID) {
        plugins[id]?.backend?.source.take(backend.directory)
        plugins[id]?.process = EnginePlugin.Process(
            generation: backend.generation,
            id: backend.processID,
            startedAt: Timestamp(milliseconds: WallClock.now),
            version: backend.version
        )
        monitor.watch(id.rawValue, processID: backend.processID)
    }

    private func noteEnd(of generation: Generation, of id: PluginID) {
        plugins[id]?.processes[generation] = nil
        writeReports(of: generation, id)
        guard plugins[id]?.process?.generation == generation else { return }
        plugins[id]?.process = nil
        metrics.setResources(nil, of: id.rawValue)
    }

    private func writeReports(of generation: Generation, _ id: PluginID) {
        let open = plugins[id]?.openCrashes.filter { $0.summary.generation == generation } ?? []
        plugins[id]?.openCrashes.removeAll { $0.summary.generation == generation }
        for crash in open { writeReport(of: crash.summary, crash.resources, id) }
    }

    private func writeReport(of crash: CrashSummary, _ resources: EngineAPI.ResourceSample?, _ id: PluginID) {
        guard let plugin = plugins[id] else { return }
        let now = Timestamp(milliseconds: WallClock.now)
        var report = CrashReport(
            id: "\(id)-\(crash.generation.number)-\(now.milliseconds)",
            plugin: id.rawValue,
            time: now,
            generation: crash.generation.number,
            reason: "the backend \(crash.kind)",
            uptimeMs: Int(crash.uptime.milliseconds),
            numberInBudget: crash.numberInBudget ?? 0,
            budget: configuration.policy.crashBudget,
            logTail: lastLines(of: id),
            resources: resources,
            history: Array(plugin.history.suffix(Self.crashHistory))
        )
        switch crash.kind.end {
        case .exited(let code): report.exitCode = Int(code)
        case .signaled(let signal): report.signal = SignalName.of(signal)
        case .unknown, nil: break
        }
        let data = (try? EngineJSON.decode(JSONValue.self, from: EngineJSON.encode(report))) ?? .null
        journal.tell(Self.crashKind, plugin: id.rawValue, data)
        logger.warning("A plugin crashed", metadata: ["plugin": "\(id)", "how": "\(crash.kind.summary)"])
    }

    /// The last lines of a plugin's log, as far as a report has room for them.
    private func lastLines(of id: PluginID) -> [String] {
        var lines: [String] = []
        var bytes = 0
        for entry in (logs.log(of: id.rawValue)?.tail(Self.crashLogLines) ?? []).reversed() {
            let line = LogText.cut("\(entry.record.level): \(entry.record.message)", to: Self.crashLineBytes).text
            bytes += line.utf8.count
            if bytes > Self.crashLogBytes { break }
            lines.append(line)
        }
        return lines.reversed()
    }

    static let crashKind = "plugin.crashed"
}

extension Journal {
    /// Notes that a disk refuses or takes a plugin's log.
    func tell(_ event: LogDiskEvent) {
        switch event {
        case .failed(let plugin, let path, let reason):
            tell("log.refused", plugin: plugin, ["path": .string(path), "reason": .string(reason)])
        case .healed(let plugin, let dropped):
            tell("log.healed", plugin: plugin, ["dropped": .integer(Int64(clamping: dropped))])
        }
    }
}
