extension Statement {
    /// The gRPC services that every plugin has.
    static let services: [Statement] = {
        let rows = StatementSection(section: .services)
        return [
            rows.plugin(
                62,
                """
                Health says SERVING for the service `plugin` and NOT_FOUND for one that it does not know.
                """
            ),
            rows.both(63, "After the stop a ping is an error."),
            rows.plugin(
                64,
                """
                Reflection lists the standard services and the plugin's own, and no method is served under \
                another path than its own.
                """
            ),
            rows.plugin(65, "Any :authority is served: `unused`, `localhost`, a path, and an empty one."),
            rows.both(
                66,
                """
                A request of 5 MiB is refused with RESOURCE_EXHAUSTED by default; a host takes answers up to 2 \
                GiB.
                """
            ),
            rows.both(
                67,
                """
                An idle connection stays up, PINGs are answered, and a host does not ping more than every five \
                minutes.
                """
            ),
            rows.both(68, "Unary calls and the three kinds of streams work, in order."),
            rows.both(
                69,
                """
                Asking for a service that is not there is an error of that call alone; plain and multiplexed \
                connections serve the same.
                """
            ),
            rows.both(70, "An error keeps its code, message and details both ways."),
            rows.both(71, "The stdio stream stays open, or is UNIMPLEMENTED; the host works without it."),
            rows.host(72, "A plugin without the Shutdown method is waited for, and then ended."),
            rows.host(
                73,
                """
                When a plugin is killed from outside the host knows it within 2 s, and calls under way fail with \
                UNAVAILABLE.
                """
            ),
        ]
    }()
}
