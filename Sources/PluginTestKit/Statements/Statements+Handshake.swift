extension Statement {
    /// The one line that a plugin prints, and what a host makes of it.
    static let handshake: [Statement] = {
        let rows = StatementSection(section: .handshake)
        return [
            rows.both(20, "A plain plugin prints `1|V|unix|PATH|grpc|` as its first line, and a host accepts that."),
            rows.host(21, "A line of four fields means net/rpc, which is unsupported where only gRPC is allowed."),
            rows.host(22, "Another core protocol than 1 is an error with both numbers."),
            rows.host(23, "A core protocol that is no number is an error."),
            rows.host(24, "An app protocol that is no number, or another number than was agreed, is an error."),
            rows.host(25, "An app protocol that was not offered is an error with the versions that were."),
            rows.host(26, "A network other than unix and tcp is an unknown address type."),
            rows.host(27, "A TCP port beyond 65535 is an error."),
            rows.host(28, "A line of fewer than four fields is quoted as an unrecognized message."),
            rows.host(29, "The end of standard output without a line says so, and what may be wrong with the program."),
            rows.host(30, "A plugin that exits before its line is an error at once."),
            rows.host(31, "No line within the start timeout is an error, and the process is gone afterwards."),
            rows.host(32, "A line that comes in several writes is joined."),
            rows.host(33, "A carriage return and spaces around the line are accepted."),
            rows.host(34, "A banner before the line is an error that quotes the banner."),
            rows.host(35, "Fields beyond the seventh are ignored."),
            rows.host(36, "A certificate field of up to 50 characters is ignored."),
            rows.host(37, "A certificate field that is no base64, or no certificate, is an error."),
            rows.both(38, "The certificate is base64 without padding; a host may accept padding."),
            rows.host(39, "A certificate that nobody asked for is an error and no crash.").better,
            rows.host(40, "No certificate where one was asked for is an error before anything is sent.").better,
            rows.both(
                41,
                """
                The seventh field is printed for hosts that asked for multiplexing; one that is absent, false or \
                no boolean is an error for them.
                """
            ),
            rows.host(
                42,
                """
                Standard output after the line is drained for ever, a line of 1 MiB without newline included.
                """
            ).better,
            rows.host(43, "Fast output around the line is neither lost nor mistaken for it."),
        ]
    }()
}
