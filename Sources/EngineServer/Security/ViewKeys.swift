import Synchronization

/// The keys that open the documents of plugins' views: one secret for each plugin, drawn when it is first asked for.
///
/// A view's document is on the plugin's own host name, where no cookie of the engine comes along. The key is in the
/// address that the window gets over its socket, so that nothing but the window can open a view. It is good as long as
/// the engine runs: a view that is reloaded has the same address.
final class ViewKeys: Sendable {
    private let keys = Mutex<[String: Secret]>([:])

    /// The key of a plugin that is known to be there; none is ever forgotten.
    func key(for plugin: String) -> String {
        keys.withLock { keys in
            if let key = keys[plugin] { return key.text }
            let key = Secret()
            keys[plugin] = key
            return key.text
        }
    }

    /// Whether a text is the plugin's key. No key is drawn for it, so that any text may be asked about.
    func matches(_ text: some StringProtocol, for plugin: String) -> Bool {
        keys.withLock { $0[plugin] }?.matches(text) ?? false
    }
}
