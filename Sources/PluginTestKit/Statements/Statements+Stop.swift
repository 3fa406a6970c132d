extension Statement {
    /// The end of a plugin.
    static let stop: [Statement] = {
        let rows = StatementSection(section: .stop)
        return [
            rows.both(
                102,
                """
                A good plugin is asked to shut down, exits within 2 s with code 0, and leaves no error in the \
                log.
                """
            ),
            rows.plugin(103, "What stands behind the serving call runs after a stop."),
            rows.host(104, "A stop may be asked for more than once, and before the start."),
            rows.host(105, "A plugin that ends only by force has ended, and is known to have been killed."),
            rows.both(106, "Shutdown may answer OK, UNAVAILABLE, UNIMPLEMENTED, or close the connection."),
            rows.host(107, "A Shutdown that is never answered has a deadline.").better,
            rows.host(108, "A grandchild that holds the output does not hold up the stop.").better,
            rows.host(109, "By force, the whole group of the plugin is ended.").better,
            rows.plugin(110, "SIGINT is ignored: Ctrl-C at a terminal reaches the whole group."),
            rows.plugin(111, "SIGTERM ends the plugin, and its socket file is removed.").better,
            rows.plugin(112, "A plugin whose host is gone ends.").better,
            rows.plugin(113, "After a stop the socket file is gone.").better,
            rows.host(114, "All managed plugins can be stopped at a time."),
            rows.plugin(
                115,
                """
                Without its cookie, or with another one, a plugin exits with 1, says why on standard error, and \
                prints nothing.
                """
            ),
            rows.host(116, "The folder for sockets is removed with the plugin."),
        ]
    }()
}
