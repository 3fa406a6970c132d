#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension PluginServer {
    /// The folder that is this plugin's own to write to: an absolute path, which the engine gives in
    /// `OMNIVIEW_DATA_DIR`. What is in it stays when the plugin is upgraded, rolled back or removed; while a new version
    /// is tried, both have it.
    ///
    /// Nil when something else than an engine has started the program.
    public static var dataDirectory: String? {
        getenv("OMNIVIEW_DATA_DIR").map { String(cString: $0) }
    }
}
