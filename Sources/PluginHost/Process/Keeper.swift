import CPluginHost
import PluginProtocol
import PluginTransport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The process between the host and one program: the parent of all that the program leaves behind.
///
/// It ends with its program, and its program ends with it. See docs/decisions/0013-keepers.md.
final class Keeper: IOSource {
    /// What a keeper says last.
    struct Report {
        /// How its program ended.
        let status: StopMachine.ExitStatus
        /// How many processes that the program has left behind could not be ended.
        let survivors: Int
    }

    private struct State {
        var isOpen = true
        var token: UInt64 = 0
        var report: Report?
        var lost: (@Sendable () -> Void)?
    }

    /// Its own number, which is its own until it is reaped here.
    let processID: Int32
    private let keeper: omniview_keeper
    private let state = Mutex(State())
    private let ended = OneShot<Report?>()

    init(_ keeper: omniview_keeper) {
        self.keeper = keeper
        processID = keeper.process
    }

    /// Listens to it; from now on its end is noticed.
    ///
    /// - Parameter lost: called when it has ended without a last word, on a thread that must not be held up.
    func watch(on thread: IOThread, lost: @escaping @Sendable () -> Void) {
        // Under the lock, because it may say something at once.
        state.withLock { state in
            state.lost = lost
            state.token = thread.watch(keeper.descriptor, for: .readable, source: self)
        }
    }

    /// Lets it signal its program's group, unless the program has ended.
    func signal(_ number: Int32) {
        state.withLock { state in
            guard state.isOpen else { return }
            withUnsafePointer(to: keeper) { omniview_keeper_signal($0, number) }
        }
    }

    /// Ends it by force, and its program with it.
    func kill() {
        // Before its end is noticed it cannot have been reaped.
        state.withLock { state in
            if state.isOpen { _ = Self.send(SIGKILL, to: processID) }
        }
    }

    /// Ends it by force, and its program with it, and waits for that; instead of ``watch(on:lost:)``.
    func discard() {
        state.withLock { state in
            state.isOpen = false
            var keeper = keeper
            omniview_end_keeper(&keeper)
        }
    }

    /// Lets it go on, if somebody has stopped it.
    func goOn() {
        state.withLock { state in
            if state.isOpen { _ = Self.send(SIGCONT, to: processID) }
        }
    }

    /// Waits for its end; after ``watch(on:lost:)``.
    ///
    /// - Returns: its last word, or nil when it was killed before it could say it.
    func end() async -> Report? {
        // The one who waits is never cancelled: it is the task that lives as long as the process.
        (try? await ended.value()) ?? nil
    }

    /// Reaps it; after ``end()``, and once.
    func reap() {
        omniview_reap_keeper(processID)
    }

    func ready(_ readiness: Readiness, on thread: IOThread) {
        var (exit, left) = (omniview_exit(), Int32(0))
        let ending = state.withLock { state -> State? in
            guard state.isOpen else { return nil }
            switch withUnsafePointer(to: keeper, { omniview_keeper_hear($0, &exit, &left) }) {
            case OMNIVIEW_KEEPER_ENDED:
                state.report = Report(status: StopMachine.ExitStatus(exit), survivors: Int(left))
                return nil
            case OMNIVIEW_KEEPER_GONE:
                thread.unwatch(keeper.descriptor, token: state.token)
                close(keeper.descriptor)
                state.isOpen = false
                defer { state.lost = nil }
                return state
            default:
                return nil
            }
        }
        guard let ending else { return }
        if ending.report == nil { ending.lost?() }
        ended.fulfil(.success(ending.report))
    }

    private static func send(_ signal: Int32, to process: Int32) -> Int32 {
        #if canImport(Glibc)
        Glibc.kill(process, signal)
        #elseif canImport(Musl)
        Musl.kill(process, signal)
        #else
        Darwin.kill(process, signal)
        #endif
    }
}

extension StopMachine.ExitStatus {
    init(_ exit: omniview_exit) {
        self = exit.is_signal ? .signaled(exit.number) : .exited(exit.number)
    }
}
