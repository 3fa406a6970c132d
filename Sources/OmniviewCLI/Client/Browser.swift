#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The browser of the person at this machine.
enum Browser {
    #if os(Linux)
    private static let opener = "xdg-open"
    private static var hasScreen: Bool { getenv("DISPLAY") != nil || getenv("WAYLAND_DISPLAY") != nil }
    #else
    private static let opener = "open"
    private static let hasScreen = true
    #endif

    /// Asks the system to open an address; false when there is no screen, or nothing that could do it.
    static func open(_ url: String) -> Bool {
        guard hasScreen else { return false }
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(opener), strdup(url), nil]
        defer { arguments.forEach { free($0) } }
        var process: pid_t = 0
        guard posix_spawnp(&process, opener, nil, nil, &arguments, environ) == 0 else { return false }
        // The opener hands the address over and ends; the browser is not its child.
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1 {
            guard errno == EINTR else { return false }
        }
        return status == 0
    }
}
