extension PluginAddress {
    /// The longest name that go-plugin gives to a socket: `/plugin` and a random number of up to ten digits.
    private static let longestSocketName = "/plugin4294967295"

    /// Refuses a folder whose sockets no system can bind or no handshake line can name.
    ///
    /// - Parameter path: The folder, as it is in `PLUGIN_UNIX_SOCKET_DIR` or `TMPDIR`.
    /// - Throws: ``PluginProtocolError/Code/misconfigured`` for a `|` or a control character in the path,
    ///   ``PluginProtocolError/Code/invalidAddress`` when a socket in it would have a path longer than
    ///   ``unixPathLimit``.
    public static func checkSocketDirectory(_ path: String) throws(PluginProtocolError) {
        guard !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f || $0 == UInt8(ascii: "|") }) else {
            throw PluginProtocolError(
                code: .misconfigured,
                message: """
                    the socket folder \(SafeText.quoting(path)) has a | or a control character in its path, \
                    which a handshake line cannot carry; choose another folder
                    """
            )
        }
        let length = path.utf8.count + longestSocketName.utf8.count
        guard length <= unixPathLimit else {
            throw PluginProtocolError(
                code: .invalidAddress,
                message: """
                    the socket folder \(SafeText.escaping(path)) is too long: a socket in it has a path of up to \
                    \(length) bytes, and \(unixPathLimit) are possible; choose a shorter folder
                    """
            )
        }
    }
}
