import GRPCCore
import PluginEngine
import PluginHost

/// Clients that make calls all the time.
struct ChaosCallers: Sendable {
    let engine: Engine
    let tally: ChaosTally
    let flag: ChaosFlag

    private static let echo = PluginMethod("interop.kv.KV/Echo") ?? { fatalError("the method is valid") }()

    /// All clients: two of each plugin, and one more whose calls may not be repeated. They end with the flag.
    func run() async {
        await withTaskGroup { group in
            for (index, plugin) in ChaosPlugin.all.enumerated() {
                let seed = ChaosSettings.seed &+ UInt64(index) &* 7919
                group.addTask { await client(of: plugin, isIdempotent: true, SupervisorRandom(seed: seed)) }
                group.addTask { await client(of: plugin, isIdempotent: false, SupervisorRandom(seed: seed + 1)) }
            }
        }
    }

    private func client(of plugin: ChaosPlugin, isIdempotent: Bool, _ random: SupervisorRandom) async {
        var random = random
        while !flag.isRaised {
            let size = random.chance(5) ? 100_000 : Int.random(in: 0..<500, using: &random)
            let hasDeadline = plugin.kind == .slow && random.chance(60)
            let isCancelled = plugin.kind != .healthy && random.chance(5)
            let patience = random.time(to: .seconds(1))
            if isCancelled {
                let task = Task { await call(plugin, size, isIdempotent, hasDeadline) }
                try? await Task.sleep(for: patience)
                task.cancel()
                tally.did("cancel a call")
                _ = await task.value
            } else if await !call(plugin, size, isIdempotent, hasDeadline) {
                // Whoever is refused comes again, but not at once.
                try? await Task.sleep(for: .milliseconds(100))
            }
            try? await Task.sleep(for: .milliseconds(plugin.kind == .healthy ? 10 : 30))
        }
    }

    /// Makes a call, and says whether it was answered.
    @discardableResult
    private func call(_ plugin: ChaosPlugin, _ size: Int, _ isIdempotent: Bool, _ hasDeadline: Bool) async -> Bool {
        let payload = Self.payload(size)
        let begin = ContinuousClock.now
        do {
            let answer = try await tally.timed("call \(plugin.id)") {
                try await engine.withBackend(of: plugin.id, isIdempotent: isIdempotent) { backend in
                    try await backend.callUnary(
                        Self.echo,
                        request: payload,
                        timeout: hasDeadline ? .milliseconds(300) : nil
                    )
                }
            }
            if answer != payload { tally.violation("\(plugin.id) gave another answer of \(answer.count) bytes") }
            tally.answered(plugin.kind, after: ContinuousClock.now - begin)
            return true
        } catch {
            let time = ContinuousClock.now - begin
            let isOwn = Task.isCancelled && ((error as? RPCError)?.code == .cancelled || error is CancellationError)
            let name = isOwn ? "cancelled" : ChaosFailure.name(of: error, plugin.kind, hasDeadline: hasDeadline)
            tally.failed(plugin.kind, name ?? "unexpected", after: time)
            if name == nil { tally.violation("a call to \(plugin.id) failed after \(time): \(error)") }
            if plugin.kind == .healthy { tally.violation("healthy \(plugin.id) after \(time): \(error)") }
            return false
        }
    }

    /// A message with one field of bytes.
    private static func payload(_ size: Int) -> [UInt8] {
        guard size > 0 else { return [] }
        var bytes: [UInt8] = [0x0a]
        var rest = size
        while rest > 127 {
            bytes.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        return bytes + [UInt8(rest)] + [UInt8](repeating: 0x61, count: size)
    }
}
