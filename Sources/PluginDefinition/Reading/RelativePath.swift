/// Tells whether a path stays inside the folder that it is relative to.
enum RelativePath {
    /// Why a path is refused, as the end of a sentence, or nil when it is fine.
    ///
    /// One spelling per file: forward slashes, no empty parts, no `.` except at the very beginning.
    static func problem(with path: String) -> String? {
        if path.isEmpty { return "is empty" }
        if path.utf8.contains(UInt8(ascii: "\\")) { return "contains a backslash" }
        if isAbsolute(path) { return "is an absolute path" }
        if path.utf8.first == UInt8(ascii: "~") { return "begins with `~`" }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if parts.contains("..") { return "climbs with `..`" }
        if parts.contains("") { return "has an empty part" }
        if parts.dropFirst().contains(".") || parts == ["."] { return "has a part `.`" }
        return nil
    }

    /// Why an argument is refused; arguments need not be paths, so only what surely leaves the plugin's folder is.
    static func problem(withArgument argument: String) -> String? {
        if isAbsolute(argument) { return "is an absolute path; the plugin's folder is not always in the same place" }
        let parts = argument.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
        return parts.contains("..") ? "climbs with `..`" : nil
    }

    /// `/x`, `\x` or `C:x`.
    private static func isAbsolute(_ path: String) -> Bool {
        let bytes = Array(path.utf8.prefix(2))
        guard let first = bytes.first else { return false }
        if first == UInt8(ascii: "/") || first == UInt8(ascii: "\\") { return true }
        let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first | 0x20)
        return isLetter && bytes.count == 2 && bytes[1] == UInt8(ascii: ":")
    }
}
