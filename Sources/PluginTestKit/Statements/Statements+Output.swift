extension Statement {
    /// What a plugin prints and logs.
    static let output: [Statement] = {
        let rows = StatementSection(section: .output)
        return [
            rows.both(
                74,
                """
                What a plugin prints reaches the host byte for byte, in order, in pieces of at most 1 KiB.
                """
            ),
            rows.host(75, "The host takes that output even when nobody asked for it."),
            rows.host(76, "Output of an unknown channel is dropped, and the stream goes on."),
            rows.plugin(77, "Also what C code and children print is captured.").better,
            rows.host(78, "Raw standard error reaches whoever asked for it byte for byte."),
            rows.host(79, "A line longer than the buffer is cut into entries of its length, and is not parsed."),
            rows.host(80, "A line of hclog JSON becomes an entry with its level, message and values."),
            rows.host(81, "JSON that is no object, or has no level, is an entry as it stands."),
            rows.host(82, "hclog keys with values of another kind crash nothing.").better,
            rows.host(83, "The prefixes [TRACE], [DEBUG], [INFO], [WARN] and [ERROR] set the level of a plain line."),
            rows.host(84, "A panic and the plain lines that follow it are errors."),
            rows.plugin(85, "A crash in Swift begins with a line that hosts show as an error.").better,
            rows.host(86, "With the log off nothing is parsed, and the raw copy is still made.")
                .deviating("The last lines are kept all the same, for error messages."),
            rows.host(87, "Entries below the host's level are dropped before they are formatted."),
            rows.plugin(88, "The plugin's own log is hclog JSON with microseconds and a time zone."),
        ]
    }()
}
