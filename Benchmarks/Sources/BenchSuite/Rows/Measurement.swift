/// What a host is asked to measure in one go; it gives the values of one or more rows.
struct Measurement: Sendable {
    /// The kinds that the hosts' command line knows, and one that needs only what go-plugin's example host has.
    enum Kind: String, Sendable {
        case calls
        case echo
        case streamToHost = "stream-to-host"
        case streamToPlugin = "stream-to-plugin"
        case start
        case restart
        case memory
        case fleet
        /// The whole life of a host's process, with one call: measured from outside.
        case command
    }

    /// How calls are made and answered where a program has two ways.
    enum Interface: String, Sendable {
        /// The engine's own calls, on the thread that does the I/O.
        case typed
        /// Generated stubs, from ordinary tasks.
        case stubs
    }

    var kind: Kind
    var interface = Interface.stubs
    var callers = 1
    /// Bytes of a message, or of a chunk of a stream.
    var size: Int?
    var plugins = 1
    /// How long both sides may wait actively, in microseconds.
    var spin: Int?
    var isProtected = false
    /// Whether calls go through memory that both sides share.
    var sharesMemory = false
    var rows: [Row]

    /// The words between `measure` and the plugin's command.
    func arguments(_ effort: Effort) -> [String] {
        var words = [kind.rawValue, "--api", interface.rawValue]
        if callers != 1 { words += ["--callers", "\(callers)"] }
        if let size { words += ["--size", "\(size)"] }
        if plugins != 1 { words += ["--plugins", "\(plugins)"] }
        if let spin { words += ["--spin", "\(spin)"] }
        if isProtected { words.append("--tls") }
        if sharesMemory { words.append("--shared-memory") }
        return words + ["--seconds", "\(effort.seconds)", "--warmup", "\(effort.warmUp)"]
    }

    /// The words after a plugin's path, for a plugin that has more than one way to serve.
    var pluginArguments: [String] {
        var words = interface == .typed ? ["--typed"] : []
        if let spin { words += ["--spin", "\(spin)"] }
        return words
    }
}

/// How long to measure.
struct Effort: Sendable {
    /// How often each pair is measured in each row.
    var rounds = 5
    /// How long one measurement takes.
    var seconds = 0.5
    /// How long it is warmed up before.
    var warmUp = 0.2

    /// Enough to see that everything works; the values mean nothing.
    static let smoke = Effort(rounds: 1, seconds: 0.01, warmUp: 0.01)
}
