import CPluginHost
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where keepers come from: one is ready when a plugin is started, and all are made from a template.
enum Keepers {
    /// Whether this system has keepers.
    static let areSupported = omniview_has_keepers()

    /// How often a program is given to another keeper, when one is lost before it has said what became of the program.
    ///
    /// Such a program has died with its keeper.
    private static let maximumAttempts = 3

    private struct State {
        var template: omniview_keeper?
        /// A keeper without a program.
        var spare: omniview_keeper?
        /// What both have of this process.
        var inheritance = omniview_inheritance()
        /// Why no template will ever be one.
        var refusal: Int32?
    }

    private static let state = Mutex(State())

    /// What became of a program.
    enum Outcome {
        case started(Keeper)
        /// It could not be started, for a reason of its own.
        case failed(Int32)
        /// There is no keeper for it.
        case noKeeper(SpawnError)
    }

    /// Starts a program below a keeper of its own.
    static func start(
        _ command: inout omniview_command,
        outlivesHost: Bool,
        _ spawned: inout omniview_spawned
    ) -> Outcome {
        var failure: Int32 = 0
        for _ in 0..<maximumAttempts {
            var keeper: omniview_keeper
            switch take() {
            case .success(let taken): keeper = taken
            case .failure(let error): return .noKeeper(error)
            }
            var isLost = false
            failure = omniview_keeper_spawn(&keeper, &command, outlivesHost, &spawned, &isLost)
            if failure == 0 { return .started(Keeper(keeper)) }
            guard isLost else {
                giveBack(keeper)
                return .failed(failure)
            }
            omniview_end_keeper(&keeper)
        }
        return .noKeeper(SpawnError(what: what, number: failure))
    }

    /// Makes a keeper ahead, so that the next start need not wait for it; the first call also makes the template.
    ///
    /// Does nothing when there is one already, or when none can be made: the start finds that out.
    static func prepare() {
        guard areSupported else { return }
        state.withLock { state in
            renew(&state)
            if state.spare == nil { state.spare = try? make(&state).get() }
        }
    }

    private static func take() -> Result<omniview_keeper, SpawnError> {
        state.withLock { state in
            renew(&state)
            if let spare = state.spare.take() { return .success(spare) }
            return make(&state)
        }
    }

    private static func giveBack(_ keeper: omniview_keeper) {
        let surplus = state.withLock { state -> omniview_keeper? in
            guard state.spare == nil else { return keeper }
            state.spare = keeper
            return nil
        }
        if var surplus { omniview_end_keeper(&surplus) }
    }

    /// Lets go of what was made when this process was another one, or had other rights or limits.
    private static func renew(_ state: inout State) {
        var inheritance = omniview_inheritance()
        omniview_take_inheritance(&inheritance)
        if omniview_has_same_inheritance(&inheritance, &state.inheritance) { return }
        let isOurs = state.inheritance.process == inheritance.process
        for keeper in [state.spare.take(), state.template.take()] {
            guard var keeper else { continue }
            // In a process that somebody has forked, they are not its children but those of the other.
            if isOurs { omniview_end_keeper(&keeper) } else { close(keeper.descriptor) }
        }
        state.inheritance = inheritance
    }

    private static func make(_ state: inout State) -> Result<omniview_keeper, SpawnError> {
        if let refusal = state.refusal { return .failure(SpawnError(what: what, number: refusal)) }
        var failure: Int32 = 0
        // Twice, because a template may have been killed.
        for _ in 0..<2 {
            if state.template == nil {
                var template = omniview_keeper()
                failure = omniview_make_keeper_template(&template)
                guard failure == 0 else {
                    // The system lacks something, which it will not get.
                    if failure == ENOSYS || failure == EINVAL || failure == ENOENT { state.refusal = failure }
                    break
                }
                state.template = template
            }
            guard var template = state.template else { break }
            var keeper = omniview_keeper()
            failure = omniview_make_keeper(&template, &keeper)
            if failure == 0 { return .success(keeper) }
            state.template = nil
            omniview_end_keeper(&template)
        }
        return .failure(SpawnError(what: what, number: failure))
    }

    private static let what = "cannot make a keeper"

    /// From now on no keeper can be had, for tests.
    static func refuse(_ number: Int32) {
        state.withLock { state in
            renew(&state)
            if var spare = state.spare.take() { omniview_end_keeper(&spare) }
            state.refusal = number
        }
    }

    /// The numbers of the template and the spare keeper, for tests.
    static var processIDs: (template: Int32?, spare: Int32?) {
        state.withLock { ($0.template?.process, $0.spare?.process) }
    }
}
