/// What a path in a manifest must be: relative, normalised, printable, and of a file that a manifest may list.
enum PathRules {
    /// A path that is refused, and why.
    struct Violation {
        let code: IntegrityError.Code
        let reason: String
    }

    /// Says why a path is refused, or nil when it is good.
    static func violation(in path: String, limits: IntegrityLimits) -> Violation? {
        if path.isEmpty {
            return Violation(code: .invalidPath, reason: "is empty")
        }
        if path.utf8.count > limits.maxPathBytes {
            return Violation(code: .limitExceeded, reason: "is longer than \(limits.maxPathBytes) bytes")
        }
        if path.utf8.first == UInt8(ascii: "/") {
            return Violation(code: .invalidPath, reason: "is absolute; paths are relative to the plugin's folder")
        }
        if path.utf8.contains(UInt8(ascii: "\\")) {
            return Violation(code: .invalidPath, reason: "contains a backslash; the separator is /")
        }
        if !path.unicodeScalars.allSatisfy(PathText.isHarmless) {
            return Violation(code: .invalidPath, reason: "contains a control character")
        }
        let components = PathText.components(path)
        if components.count > limits.maxDepth {
            return Violation(code: .limitExceeded, reason: "has more than \(limits.maxDepth) components")
        }
        if components.contains("..") {
            return Violation(code: .invalidPath, reason: "contains a .. component")
        }
        if components.contains("") || components.contains(".") {
            return Violation(code: .invalidPath, reason: "is not normalised: it has an empty or a . component")
        }
        if PluginLayout.isReserved(firstComponent: components[0]) {
            return Violation(
                code: .invalidPath,
                reason: "is reserved: the manifest and the run-time folders "
                    + PluginLayout.runtimeFolders.map { $0 + "/" }.joined(separator: " and ") + " are never listed"
            )
        }
        return nil
    }
}
