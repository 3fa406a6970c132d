extension Statement {
    /// The checksum of what is executed.
    static let checksum: [Statement] = {
        let rows = StatementSection(section: .checksum)
        return [
            rows.host(15, "A program with the right SHA-256 starts."),
            rows.host(
                16,
                """
                A program with another is never started, and the error says that the checksums do not match.
                """
            ),
            rows.host(17, "An empty checksum is an error."),
            rows.host(18, "The same expectation can be used for a second start.").better,
            rows.host(19, "What is executed is what was hashed, whatever happens to the file meanwhile.").better,
        ]
    }()
}
