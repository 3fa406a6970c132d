#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a run is made of, from the environment.
enum ChaosSettings {
    /// Where the random numbers begin: `OMNIVIEW_SEED`. The same seed gives each actor the same order of actions.
    static let seed = UInt64(number("OMNIVIEW_SEED") ?? 20_261_129)
    /// How long plugins are hurt: `OMNIVIEW_CHAOS_SECONDS`.
    static let duration = Duration.seconds(number("OMNIVIEW_CHAOS_SECONDS") ?? 20)
    /// How long the run before it is, in which pools and caches fill; only what is left after the second one counts.
    static let warmUp = Duration.seconds(4)
    /// No call, no action and no stop may take longer. Far beyond what is promised: it tells slow from never.
    static let longest = Duration.seconds(60)

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init)
    }
}
