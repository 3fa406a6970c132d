/// What a path in a manifest must be: relative, normalised, printable, and of a file that a manifest may list.
package enum PathRules {
    /// A path that is refused, and why.
    package struct Violation {
        package let code: IntegrityError.Code
        package let reason: String
    }

    /// Says why a path may not be in a manifest, or nil when it is good.
    static func violation(in path: String, limits: IntegrityLimits) -> Violation? {
        if let violation = formViolation(in: path, limits: limits) {
            return violation
        }
        if PluginLayout.isReserved(firstComponent: PathText.components(path)[0]) {
            return Violation(
                code: .invalidPath,
                reason: "is reserved: the manifest and the run-time folders "
                    + PluginLayout.runtimeFolders.map { $0 + "/" }.joined(separator: " and ") + " are never listed"
            )
        }
        return nil
    }

    /// Says why a path is not one that may be below a plugin's folder, or nil when it is good.
    package static func formViolation(in path: String, limits: IntegrityLimits) -> Violation? {
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
        return nil
    }
}
