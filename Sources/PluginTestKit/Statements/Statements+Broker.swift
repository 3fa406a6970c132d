extension Statement {
    /// The broker's further connections.
    static let broker: [Statement] = {
        let rows = StatementSection(section: .broker)
        return [
            rows.both(
                89,
                """
                A number given by either side can be dialed by the other, plain, with TLS, multiplexed, and \
                both.
                """
            ),
            rows.both(90, "Dialing before the other side accepts works for 5 s, and is a timeout then."),
            rows.both(91, "Accepting before the other side dials works for 5 s."),
            rows.both(92, "A number can be dialed once."),
            rows.both(93, "The broker's sockets obey the socket folder and the group."),
            rows.both(94, "Announced connections on unix and tcp are dialed; another network is an error."),
            rows.both(
                95,
                """
                Multiplexed, the first stream is the main connection, each stream has TLS of its own, and hosts \
                count odd.
                """
            ),
            rows.both(
                96,
                """
                Multiplexed, knock, answer and open belong together; a hundred dials at a time all reach their \
                own server.
                """
            ),
            rows.host(
                97,
                """
                Multiplexed, a knock for an unknown number is answered with an error, and the connection lives.
                """
            ),
            rows.plugin(
                98,
                """
                Multiplexed, a knock for a number that nobody accepts does not stop the plugin's server.
                """
            ).better,
            rows.both(99, "Multiplexed, a brokered connection that is made anew knocks anew."),
            rows.both(
                100,
                """
                yamux carries more than its window, answers pings, closes halves, and takes a goodbye and 256 \
                streams.
                """
            ),
            rows.plugin(101, "A multiplexed plugin that nobody connects to does not keep a processor busy."),
        ]
    }()
}
