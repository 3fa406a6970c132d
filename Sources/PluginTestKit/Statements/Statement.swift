/// One thing that a host or a plugin must do to work with HashiCorp go-plugin, in either direction.
///
/// There are 129 of them, numbered for good: tests, checks and docs/conformance.md name them by number.
public struct Statement: Sendable, Hashable, Identifiable {
    /// Who has to keep it.
    public enum Side: String, Sendable, Hashable, CaseIterable, Codable {
        /// The program that starts plugins.
        case host
        /// The program that is started.
        case plugin
        /// Each of them, or both together.
        case both
    }

    /// What it is about; the sections follow each other in the order of the numbers.
    public enum Section: String, Sendable, Hashable, CaseIterable, Codable {
        /// What a host gives to the process that it starts.
        case start
        /// The checksum of what is executed.
        case checksum
        /// The one line that a plugin prints, and what a host makes of it.
        case handshake
        /// The choice of an app protocol version.
        case versions
        /// Mutual TLS.
        case tls
        /// The gRPC services that every plugin has.
        case services
        /// What a plugin prints and logs.
        case output
        /// The broker's further connections.
        case broker
        /// The end of a plugin.
        case stop
        /// Reattaching, test mode, and socket files.
        case reattach
    }

    /// From 1 to 129.
    public let number: Int
    /// What it is about.
    public let section: Section
    /// Who has to keep it.
    public let side: Side
    /// What must hold, in one sentence.
    public let text: String
    /// Whether go-plugin itself fails it: this engine does better.
    public var isBetterThanGo = false
    /// What this engine does instead, on purpose, and why; nil where it does what the statement says.
    public var deviation: String?

    /// Its number.
    public var id: Int { number }

    /// The statement that go-plugin itself fails.
    var better: Statement {
        var statement = self
        statement.isBetterThanGo = true
        return statement
    }

    /// The statement that this engine answers in its own way.
    func deviating(_ deviation: String) -> Statement {
        var statement = self
        statement.deviation = deviation
        return statement
    }
}

extension Statement {
    /// All statements, by number.
    public static let all: [Statement] =
        start + checksum + handshake + versions + tls + services + output + broker + stop + reattach

    /// The statement of a number; nil when there is none.
    public static func number(_ number: Int) -> Statement? {
        (1...all.count).contains(number) ? all[number - 1] : nil
    }
}

/// Writes the statements of one section as rows.
struct StatementSection {
    let section: Statement.Section

    func host(_ number: Int, _ text: String) -> Statement {
        Statement(number: number, section: section, side: .host, text: text)
    }

    func plugin(_ number: Int, _ text: String) -> Statement {
        Statement(number: number, section: section, side: .plugin, text: text)
    }

    func both(_ number: Int, _ text: String) -> Statement {
        Statement(number: number, section: section, side: .both, text: text)
    }
}
