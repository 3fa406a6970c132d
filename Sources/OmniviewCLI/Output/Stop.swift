import PluginHost
import PluginProtocol

/// How a plugin ended, as every verb that starts one prints it.
struct Stop: Encodable, Sendable {
    /// Whether it ended by itself when it was asked to.
    var graceful: Bool
    /// The exit code; for a process that a signal ended 128 and the signal's number, as shells count.
    var exit: Int32?
    /// The signal that ended the process, or null.
    var signal: Int32?
    private let wasForced: Bool

    init(_ end: PluginEnd) {
        graceful = end.isGraceful
        wasForced = end.wasForced
        switch end.exit {
        case .exited(let code): exit = code
        case .signaled(let number): (exit, signal) = (128 + number, number)
        case .ended, nil: break
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(graceful, forKey: .graceful)
        try container.encode(exit, forKey: .exit)
        try container.encode(signal, forKey: .signal)
    }

    private enum CodingKeys: String, CodingKey {
        case graceful, exit, signal
    }

    /// The end for people, such as `gracefully, exit code 0`.
    func text(on terminal: Terminal) -> String {
        let ending = signal.map { "signal \($0)" } ?? exit.map { "exit code \($0)" } ?? "it did not end"
        let manner =
            graceful
            ? terminal.green("gracefully") : terminal.yellow(wasForced ? "by force" : "not gracefully")
        return "\(manner), \(ending)"
    }
}
