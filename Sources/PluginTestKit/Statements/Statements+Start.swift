extension Statement {
    /// What a host gives to the process that it starts.
    static let start: [Statement] = {
        let rows = StatementSection(section: .start)
        return [
            rows.host(
                1,
                """
                A plugin gets the cookie, the ports 10000 to 25000, the list of versions, with automatic mutual \
                TLS a certificate as PEM, and nothing else.
                """
            )
            .deviating("TMPDIR is set too, to a private folder that goes with the plugin."),
            rows.host(
                2,
                """
                PLUGIN_MULTIPLEX_GRPC is `true` when multiplexing is asked for, and is not there otherwise.
                """
            ),
            rows.host(
                3,
                """
                The host's environment wins over the command's, and go-plugin's own variables win over both.
                """
            )
            .deviating(
                """
                Nothing of the host's environment is passed on unless it is named, and a variable that is \
                set for the plugin wins over one that is passed on. go-plugin's own win over both.
                """
            ),
            rows.host(
                4,
                """
                When the host's environment is to be left out, the plugin gets the command's variables and \
                PLUGIN_* only.
                """
            )
            .deviating("It is always left out, but for variables that are named."),
            rows.host(5, "PLUGIN_* variables that the host itself was started with never reach its plugins.").better,
            rows.host(6, "The plugin reads the host's standard input.")
                .deviating("Its standard input is empty: a plugin must not take what was meant for its host."),
            rows.host(
                7,
                """
                Of a command, a reattachment and a runner exactly one must be given; the error names all three.
                """
            ),
            rows.host(8, "A checksum together with a reattachment is an error.")
                .deviating("A reattachment has no checksum that could be set."),
            rows.host(9, "Multiplexing together with a reattachment is an error.")
                .deviating("A reattachment has no multiplexing that could be asked for."),
            rows.host(10, "Starting twice gives the same address and starts no second process.")
                .deviating("A start is a scope (`withPlugin`) with one process: there is no object to start twice."),
            rows.host(11, "A start that failed leaves no process behind, and stopping it afterwards starts none."),
            rows.host(12, "PLUGIN_PROTOCOL_VERSIONS holds every version that the host was configured with."),
            rows.host(
                13,
                """
                A command that cannot be found or executed is an error with its path, and with mode, owner, \
                group and architecture.
                """
            ),
            rows.host(14, "The error about a program for another machine names that machine."),
        ]
    }()
}
