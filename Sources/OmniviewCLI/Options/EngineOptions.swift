import ArgumentParser
import EngineAPI

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Which engine a verb talks to.
struct EngineOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The engine's state folder; default $OMNIVIEW_STATE_DIR, else ~/.omniview.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var state: String?

    /// The path of the state folder.
    var stateDirectory: String { state ?? Self.defaultStateDirectory }

    /// Calls `body` with a client of the engine, and lets go of its connections afterwards.
    func withClient<Result: Sendable>(
        _ body: (EngineClient) async throws -> Result
    ) async throws -> Result {
        try await EngineClient.withClient(of: EngineSocket(stateDirectory: stateDirectory), body)
    }

    private static var defaultStateDirectory: String {
        if let chosen = getenv("OMNIVIEW_STATE_DIR").map({ String(cString: $0) }), !chosen.isEmpty { return chosen }
        let home = getenv("HOME") ?? getpwuid(getuid())?.pointee.pw_dir
        return "\(home.map { String(cString: $0) } ?? "/")/.omniview"
    }
}

/// A plugin that the engine knows.
struct PluginArgument: ParsableArguments {
    @Argument(help: "The plugin's id.", completion: .pluginID)
    var id: String
}
