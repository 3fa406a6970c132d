/// Where a plugin listens for its host.
package enum ListeningEndpoint: Sendable, Hashable {
    /// A Unix socket of a fresh name in a directory, for the owner alone or for a group as well.
    ///
    /// `group` is a name or a number, as in `PLUGIN_UNIX_SOCKET_GROUP`.
    case unix(directory: String, group: String?)
    /// The first free TCP port of a range on 127.0.0.1, or any free port: what go-plugin does on Windows.
    case loopback(ports: ClosedRange<Int>?)
}
