/// How a plugin picks the app protocol version that both sides speak.
public enum VersionNegotiation {
    /// The highest version that both know; without one, or without an offer, the plugin's own lowest.
    ///
    /// The lowest is what go-plugin falls back to: a host from before versions were negotiated sends no offer and
    /// knows only the first one. A host that does not know the result refuses the line.
    ///
    /// - Parameters:
    ///   - offered: What the host listed, in any order; nil when it listed nothing.
    ///   - supported: What the plugin serves, in any order.
    /// - Returns: nil only when `supported` is empty.
    public static func choose(offered: [Int]?, supported: [Int]) -> Int? {
        let offered = Set(offered ?? [])
        return supported.filter(offered.contains).max() ?? supported.min()
    }
}
