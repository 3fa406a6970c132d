import CPluginEngine
import PluginIntegrity

/// Exchanges two names in one step, on systems and file systems that can.
enum NameExchange {
    /// - Returns: Whether they are exchanged; if not, nothing has changed.
    static func exchange(_ first: String, in one: Descriptor, _ second: String, in other: Descriptor) -> Bool {
        retrying { cpluginengine_exchange(one.raw, first, other.raw, second) }.errno == 0
    }
}
