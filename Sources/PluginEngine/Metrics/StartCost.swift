/// How long each step of a plugin's last start took.
public struct StartCost: Sendable, Hashable {
    /// A step, in the order in which they are taken.
    public enum Step: String, Sendable, Hashable, CaseIterable {
        /// Reading the definition and comparing the files with the manifest.
        case verify
        /// From the decision to start to the running program.
        case spawn
        /// From the running program to its one line on standard output.
        case handshake
        /// From that line to the established connection.
        case connect
        /// From the connection to the first answered call.
        case firstAnswer = "first_answer"
        /// All of it.
        case total
    }

    /// What each step took; steps that were not measured are not there.
    public var steps: [Step: Duration]

    /// Creates the cost of a start.
    public init(_ steps: [Step: Duration] = [:]) {
        self.steps = steps
    }
}
