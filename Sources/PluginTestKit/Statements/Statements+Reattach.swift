extension Statement {
    /// Reattaching, test mode, and socket files.
    static let reattach: [Statement] = {
        let rows = StatementSection(section: .reattach)
        return [
            rows.host(117, "A live gRPC plugin can be reattached to, and a stop ends it then."),
            rows.host(118, "A reattachment without a protocol means net/rpc.")
                .deviating("It is an error that says so: net/rpc cannot be spoken."),
            rows.host(119, "A process that is not there, or a socket that does not answer, is an error."),
            rows.host(
                120,
                """
                A reattached plugin lives on, describes itself as the first host did, and can be stopped.
                """
            ),
            rows.host(
                121,
                """
                A reattachment to a plugin in test mode leaves it running, and takes the version from the \
                configuration.
                """
            ),
            rows.plugin(
                122,
                """
                Test mode needs no cookie, prints no line, hands over the configuration, and ends with its \
                caller.
                """
            ),
            rows.plugin(123, "A second host that connects still has a broker and the output.").better,
            rows.host(
                124,
                """
                The end of a reattached process is seen within 1 s, and a number that was used again is never \
                killed.
                """
            ),
            rows.host(125, "TF_REATTACH_PROVIDERS has the form that Terraform reads."),
            rows.plugin(126, "The socket is made in PLUGIN_UNIX_SOCKET_DIR."),
            rows.both(
                127,
                """
                PLUGIN_UNIX_SOCKET_GROUP, a name or a number, gets the socket with mode 0660; an unknown one is \
                an error.
                """
            ),
            rows.both(128, "A folder whose path leaves no room for a socket is an error that says so."),
            rows.plugin(129, "Without a group the socket is private to its owner.").better,
        ]
    }()
}
