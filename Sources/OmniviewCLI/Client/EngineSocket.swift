import ArgumentParser

/// The Unix socket of the engine of a state folder.
struct EngineSocket: Hashable, Sendable {
    /// The longest path of a socket that every system takes; macOS holds 104 bytes with the zero at the end.
    static let maxPathBytes = 103

    let path: String

    init(stateDirectory: String) {
        var folder = stateDirectory
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        path = "\(folder)/run/engine.sock"
    }

    /// The base of URLs that lead to it: the path is the host.
    var url: String { "http+unix://\(EngineClient.encoded(path))" }

    /// Nobody answers here.
    var unanswered: CommandFailure {
        CommandFailure(
            code: "no-engine",
            message: "no engine answers at \(path); start it with `omniview serve`",
            exit: .unavailable
        )
    }

    /// Throws when no engine can listen here.
    func check() throws(CommandFailure) {
        guard path.utf8.count <= Self.maxPathBytes else {
            throw CommandFailure(
                code: "no-engine",
                message: "no engine can listen at \(path): the path has \(path.utf8.count) bytes and "
                    + "\(Self.maxPathBytes) are possible; choose a shorter state folder",
                exit: .unavailable
            )
        }
    }
}
