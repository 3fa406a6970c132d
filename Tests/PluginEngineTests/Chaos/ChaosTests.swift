import PluginDefinition
import PluginEngine
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

#if os(Linux)
/// Everything that can go wrong with plugins, at once and for a while. `dev/chaos` runs it for longer.
@Suite("Chaos", .serialized) struct ChaosTests {
    /// In a process of its own: what neighbours hold and leave behind must not count.
    @Test(.timeLimit(.minutes(300))) func plugins20ThatAreHurtLeaveNothingBehind() async {
        ProcessFacts.giveChildrenOneHeap()
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            do {
                try await Self.hurtPlugins()
            } catch {
                // Or nobody would read what it was.
                Issue.record(error)
                exit(EXIT_FAILURE)
            }
        }
        print(String(decoding: result?.standardOutputContent ?? [], as: UTF8.self))
    }

    private static func hurtPlugins() async throws {
        ProcessFacts.forgetThrownErrors()
        print("chaos: OMNIVIEW_SEED=\(ChaosSettings.seed) for \(ChaosSettings.duration)")
        let folder = try TemporaryFolder()
        // Sockets and private copies have a place of their own, where what is left can be seen.
        let temporary = "\(folder.path)/t"
        #expect(mkdir(temporary, 0o700) == 0)
        setenv("TMPDIR", temporary, 1)
        let run = String(folder.path.dropFirst("/tmp/".count))
        let sources = try ChaosSources(folder, run: run)
        let first = ChaosRun(sources: sources, watch: ProcessWatch(run: run))
        _ = try await first.run("first", for: ChaosSettings.warmUp)
        #expect(first.tally.violations.isEmpty, "\(first.tally.violations.joined(separator: "\n"))")

        let before = ChaosFigures.Holdings()
        let chaos = ChaosRun(sources: sources, watch: ProcessWatch(run: run))
        let figures = try await chaos.run("state", for: ChaosSettings.duration)
        let isGone = try await ProcessFacts.eventually { chaos.watch.remains().isEmpty }
        #expect(isGone, "\(chaos.watch.remains())")
        // Threads that have nothing to do go away after a while.
        _ = try await ProcessFacts.eventually(within: .seconds(20)) {
            ProcessFacts.openDescriptors <= before.descriptors && ProcessFacts.threads <= before.threads
        }
        let after = ChaosFigures.Holdings()
        print(figures.table(chaos.tally, chaos.watch, before, after))

        let violations = chaos.tally.violations + chaos.watch.violations
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
        // What cannot be seen, or does not happen, proves nothing.
        #expect((chaos.tally.calls[.healthy]?.answered ?? 0) > 0)
        #expect(ChaosPlugin.all(.healthy).allSatisfy { chaos.watch.most[$0.id.rawValue] == 1 })
        #expect((chaos.tally.actions["kill"] ?? 0) > 0 && figures.journal.crashes > 0)
        #expect(after.descriptors <= before.descriptors)
        #expect(after.threads <= before.threads)
        // Over the half that counts, however long it is: a leak adds the more the longer it is looked at.
        let half = ChaosSettings.duration / .seconds(2)
        #expect(figures.memory.slope * half < Double(8 << 20), "\(figures.memory)")
        // Goes up and down by some MiB with what is under way.
        #expect(figures.allocated.slope * half < Double(16 << 20), "\(figures.allocated)")
        let left = TemporaryFolder.entries(of: temporary)
        #expect(left.isEmpty, "\(left)")
        print("bytes held \(figures.memory)\nbytes in use \(figures.allocated)")
    }
}
#endif
