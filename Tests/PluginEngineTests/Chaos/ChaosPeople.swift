import EngineAPI
import PluginDefinition
import TestSupport

@testable import PluginEngine

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// People who install, remove, start and stop.
struct ChaosPeople: Sendable {
    let engine: Engine
    let sources: ChaosSources
    let tally: ChaosTally
    let flag: ChaosFlag

    func run() async {
        await withTaskGroup { group in
            group.addTask { await upgrade() }
            group.addTask { await removeAndInstall() }
            group.addTask { await moveAwayAndBack() }
            // Two of them, who know nothing of each other.
            group.addTask { await use(14) }
            group.addTask { await use(15) }
            group.addTask { await look() }
        }
    }

    private static func random(_ person: UInt64) -> SupervisorRandom {
        SupervisorRandom(seed: ChaosSettings.seed &+ person &* 104_729)
    }

    private func upgrade() async {
        let plugins = ChaosPlugin.all(.upgraded)
        await flag.repeating(every: 800...2500, Self.random(11)) { random in
            guard let plugin = plugins.randomElement(using: &random) else { return }
            let version = ChaosSources.versions.randomElement(using: &random) ?? "1.0.0"
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5: await attempt("install \(version)") { try await install(plugin, version) }
            case 5..<7: await attempt("roll back") { try await engine.rollBack(plugin.id.rawValue) }
            case 7: await attempt("install a broken one") { try await install(plugin, ChaosSources.broken) }
            default:
                let digest = try? await engine.versions(of: plugin.id.rawValue).randomElement(using: &random)?.digest
                guard let digest else { return }
                await attempt("activate") {
                    try await engine.activate(String(digest.dropFirst("sha256:".count)), plugin.id.rawValue)
                }
            }
        }
    }

    private func removeAndInstall() async {
        let plugins = ChaosPlugin.all(.removed)
        await flag.repeating(every: 500...2500, Self.random(12)) { random in
            guard let plugin = plugins.randomElement(using: &random) else { return }
            let isSlow = random.chance(50)
            let pause = random.time(to: .milliseconds(800))
            // Through the engine, or behind its back.
            if random.chance(60) {
                await attempt("remove") { try await engine.remove(plugin.id.rawValue) }
            } else {
                await attempt("remove behind the engine's back") {
                    let installer = engine.installer
                    try await Blocking.run { () throws(PluginEngineError) in try installer.remove(plugin.id) }
                }
            }
            if isSlow { try? await Task.sleep(for: pause) }
            await attempt("install again") { try await install(plugin, "1.0.0") }
        }
        // It is there at the end, whatever refused it before.
        await attempt("install at the end") { try await install(plugins[0], "1.0.0") }
    }

    private func moveAwayAndBack() async {
        let plugins = ChaosPlugin.all(.moved)
        await flag.repeating(every: 500...2500, Self.random(13)) { random in
            guard let plugin = plugins.randomElement(using: &random) else { return }
            let place = "\(engine.folders.plugins)/\(plugin.id)"
            let aside = "\(engine.stateDirectory)/aside"
            let pause = random.time(to: .milliseconds(1500))
            guard rename(place, aside) == 0 else { return tally.violation("\(plugin.id) is not in its folder") }
            try? await Task.sleep(for: pause)
            guard rename(aside, place) == 0 else { return tally.violation("\(plugin.id) cannot be put back") }
            tally.did("move a folder away and back")
        }
    }

    private func use(_ person: UInt64) async {
        let plugins = ChaosPlugin.all(.used)
        await flag.repeating(every: 100...1000, Self.random(person)) { random in
            guard let name = plugins.randomElement(using: &random)?.id.rawValue else { return }
            switch Int.random(in: 0..<7, using: &random) {
            case 0: await attempt("disable") { try await engine.setEnabled(false, name) }
            case 1, 2: await attempt("enable") { try await engine.setEnabled(true, name) }
            case 3: await attempt("stop") { try await engine.stop(name) }
            case 4: await attempt("start") { try await engine.start(name) }
            case 5: await attempt("restart") { try await engine.restart(name) }
            default: await attempt("reset") { try await engine.reset(name) }
            }
        }
    }

    /// Looks at everything, as a page that is open does.
    private func look() async {
        await flag.repeating(every: 200...600, Self.random(16)) { _ in
            let summaries = await engine.summaries()
            for summary in summaries {
                _ = try? await engine.detail(of: summary.id)
                _ = try? await engine.logLines(of: summary.id, tail: 20, level: nil)
            }
            _ = engine.metrics.text()
            tally.did("look at all plugins")
        }
    }

    private func install(_ plugin: ChaosPlugin, _ version: String) async throws {
        let installer = engine.installer
        let source = sources.path(of: plugin, version)
        try await Blocking.run { () throws(PluginEngineError) in _ = try installer.install(from: source) }
    }

    /// Does something that may be refused, with one of the engine's words and in a bounded time.
    private func attempt(_ what: String, _ body: () async throws -> Void) async {
        do {
            try await tally.timed(what, body)
            tally.did(what)
        } catch let error as Problem {
            tally.did("\(what): \(error.type.rawValue)")
            if error.type == .engineFailed { tally.violation("\(what): \(error)") }
        } catch let error as PluginEngineError {
            tally.did("\(what): \(error.code.rawValue)")
        } catch {
            tally.violation("\(what): \(error)")
        }
    }
}
