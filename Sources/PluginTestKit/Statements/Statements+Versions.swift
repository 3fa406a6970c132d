extension Statement {
    /// The choice of an app protocol version.
    static let versions: [Statement] = {
        let rows = StatementSection(section: .versions)
        return [
            rows.both(
                44,
                """
                The highest common version is agreed; a plugin without one prints its lowest, which the host \
                refuses.
                """
            ),
            rows.both(
                45,
                """
                A plugin of several versions serves a host of an old one with that version; without a list it is \
                the lowest.
                """
            ),
            rows.both(46, "A plugin of one version serves a host that offers a list with that version in it."),
            rows.both(47, "The services of the agreed version are served, and the host can read which it is."),
            rows.plugin(
                48,
                """
                An item of the list that is no number is skipped, with a word about it on standard error.
                """
            ),
            rows.plugin(49, "A plugin that serves gRPC prints `grpc`."),
        ]
    }()
}
