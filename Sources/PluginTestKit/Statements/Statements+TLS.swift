extension Statement {
    /// Mutual TLS.
    static let tls: [Statement] = {
        let rows = StatementSection(section: .tls)
        return [
            rows.both(
                50,
                """
                Each side's certificate is an ECDSA authority for localhost, for both roles, and valid for some \
                time already.
                """
            ),
            rows.host(51, "The host talks to a Go plugin with automatic mutual TLS, over TLS 1.3 and TLS 1.2."),
            rows.plugin(52, "The plugin serves a host with automatic mutual TLS, over TLS 1.3 and TLS 1.2."),
            rows.both(53, "A peer with another certificate, or without one, is refused."),
            rows.plugin(54, "A host that speaks plain text to a plugin with TLS is refused."),
            rows.both(55, "TLS 1.1 is refused."),
            rows.both(56, "The application protocol h2 is offered and selected."),
            rows.plugin(57, "A plugin may use TLS settings of its own in place of automatic mutual TLS."),
            rows.both(58, "The broker's connections use the same pair of certificates, both ways."),
            rows.plugin(59, "A PLUGIN_CLIENT_CERT that cannot be read leaves nobody who can connect."),
            rows.plugin(60, "Test mode serves with TLS too when the host's certificate is in the environment."),
            rows.both(61, "Private keys are never in an environment, an argument, a file or a log."),
        ]
    }()
}
