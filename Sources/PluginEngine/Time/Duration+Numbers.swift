extension Duration {
    /// In seconds.
    var seconds: Double { self / .seconds(1) }

    /// In whole milliseconds.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}
