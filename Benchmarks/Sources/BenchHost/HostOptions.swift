/// What a measurement is asked for.
struct HostOptions: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case calls
        case echo
        case streamToHost = "stream-to-host"
        case streamToPlugin = "stream-to-plugin"
        case start
        case restart
        case memory
        case fleet
    }

    enum Interface: String, CaseIterable, Sendable {
        case typed
        case stubs
    }

    var kind: Kind
    var interface = Interface.stubs
    var isProtected = false
    var callers = 1
    /// Bytes of a message or chunk.
    var size = 32 << 10
    var plugins = 1
    var sharesMemory = false
    /// How long both sides may wait actively; zero for not at all.
    var spin: Duration = .zero
    var measured: Duration = .milliseconds(500)
    var warmUp: Duration = .milliseconds(200)
    /// The plugin's program and its arguments.
    var command: [String] = []

    /// Reads what follows the word `measure`.
    init(_ words: some Sequence<String>) throws(UsageError) {
        var left = Array(words)[...]
        kind = try Self.choice(left.popFirst(), of: "measure")
        while let word = left.popFirst() {
            switch word {
            case "--":
                command = Array(left)
                left = []
            case "--tls": isProtected = true
            case "--shared-memory": sharesMemory = true
            case "--api": interface = try Self.choice(left.popFirst(), of: word)
            case "--callers": callers = try Self.number(left.popFirst(), in: 1...100_000, of: word)
            case "--size": size = try Self.number(left.popFirst(), in: 0...(1 << 30), of: word)
            case "--plugins": plugins = try Self.number(left.popFirst(), in: 1...1000, of: word)
            case "--spin": spin = .microseconds(try Self.number(left.popFirst(), in: 0...1000, of: word))
            case "--seconds": measured = try Self.seconds(left.popFirst(), of: word)
            case "--warmup": warmUp = try Self.seconds(left.popFirst(), of: word)
            default: throw UsageError(message: "unknown flag \(word)")
            }
        }
        guard !command.isEmpty else { throw UsageError(message: "the plugin's program is missing, after --") }
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ text: String?,
        of word: String
    ) throws(UsageError) -> Choice where Choice.RawValue == String {
        guard let choice = text.flatMap({ Choice(rawValue: $0) }) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError(message: "\(word) takes one of \(choices)")
        }
        return choice
    }

    private static func number(_ text: String?, in range: ClosedRange<Int>, of word: String) throws(UsageError) -> Int {
        guard let number = text.flatMap({ Int($0) }), range.contains(number) else {
            throw UsageError(message: "\(word) takes a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func seconds(_ text: String?, of word: String) throws(UsageError) -> Duration {
        guard let seconds = text.flatMap({ Double($0) }), (0...60).contains(seconds) else {
            throw UsageError(message: "\(word) takes seconds from 0 to 60")
        }
        return .seconds(seconds)
    }
}

/// Why the command line makes no sense.
struct UsageError: Error {
    var message: String
}

/// What the plugin or this host lacks for a measurement, which is no failure.
struct MissingError: Error {
    var message: String
}
