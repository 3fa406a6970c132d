import EngineAPI
import PluginDefinition
import PluginEngine
import PluginHost
import PluginProtocol

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Those who hurt plugins from outside: their processes, their sockets, their disk.
struct ChaosActors: Sendable {
    let engine: Engine
    let watch: ProcessWatch
    let disk: SmallDisk
    let tally: ChaosTally
    let flag: ChaosFlag

    func run() async {
        await withTaskGroup { group in
            group.addTask { await kill() }
            group.addTask { await freeze() }
            group.addTask { await unlinkSockets() }
            group.addTask { await flood() }
            group.addTask { await fillDisk() }
        }
    }

    private static func random(_ actor: UInt64) -> SupervisorRandom {
        SupervisorRandom(seed: ChaosSettings.seed &+ actor &* 104_729)
    }

    private func kill() async {
        let victims = ChaosPlugin.all(.killed, .growing, .startsSometimes, .upgraded)
        await flag.repeating(every: 100...500, Self.random(1)) { random in
            guard let plugin = victims.randomElement(using: &random) else { return }
            let signal = random.chance(80) ? SIGKILL : SIGABRT
            for process in watch.backends(of: plugin) where ProcessWatch.signal(process, signal) {
                tally.did("kill")
            }
        }
    }

    private func freeze() async {
        let victims = ChaosPlugin.all(.frozen)
        await flag.repeating(every: 1000...3000, Self.random(2)) { random in
            guard let plugin = victims.randomElement(using: &random) else { return }
            let isShort = random.chance(40)
            let pause = random.time(to: .seconds(2))
            let frozen = watch.backends(of: plugin).filter { ProcessWatch.signal($0, SIGSTOP) }
            tally.did("stop a process (SIGSTOP)")
            guard isShort else { return }
            try? await Task.sleep(for: pause)
            for process in frozen { ProcessWatch.signal(process, SIGCONT) }
            tally.did("let it go on (SIGCONT)")
        }
    }

    private func unlinkSockets() async {
        await flag.repeating(every: 1500...3000, Self.random(3)) { random in
            guard let plugin = ChaosPlugin.all(.unlinked).randomElement(using: &random) else { return }
            guard case .unix(let path)? = try? await engine.withBackend(of: plugin.id, { $0.address }) else { return }
            if unlink(path) == 0 { tally.did("remove a socket") }
        }
    }

    /// Has plugins print as much as they can, and log beside.
    private func flood() async {
        let victims = ChaosPlugin.all(.flooding)
        guard let print = PluginMethod("interop.kv.KV/Print"), let log = PluginMethod("interop.kv.KV/Log") else {
            return
        }
        await flag.repeating(every: 0...50, Self.random(4)) { random in
            guard let plugin = victims.randomElement(using: &random) else { return }
            let line = random.chance(50) ? "a line of a flood\n" : String(repeating: "long ", count: 200) + "\n"
            let target = random.chance(50) ? "stdout" : "stderr"
            let text = String(repeating: line, count: 60_000 / line.utf8.count)
            do {
                try await tally.timed("flood of \(plugin.id)") {
                    try await engine.withBackend(of: plugin.id) { backend in
                        _ = try await backend.callUnary(print, request: Self.message([text, target]))
                        _ = try await backend.callUnary(log, request: Self.message(["info", "and a word beside"]))
                    }
                }
                tally.did("flood (60 kB)")
            } catch {
                tally.did("flood refused")
            }
        }
    }

    /// A message with fields of text, from 1 on, each shorter than 64 KiB.
    private static func message(_ fields: [String]) -> [UInt8] {
        fields.enumerated().flatMap { index, text -> [UInt8] in
            let size = text.utf8.count
            let length = [UInt8(size & 127 | 128), UInt8((size >> 7) & 127 | 128), UInt8(size >> 14)]
            return [UInt8(index + 1) << 3 | 2] + length + Array(text.utf8)
        }
    }

    private func fillDisk() async {
        guard disk.isMounted else { return }
        await flag.repeating(every: 3000...5000, Self.random(5)) { random in
            disk.fill()
            tally.did("fill the disk")
            try? await Task.sleep(for: .milliseconds(500) + random.time(to: .seconds(2)))
            disk.free()
        }
    }
}
