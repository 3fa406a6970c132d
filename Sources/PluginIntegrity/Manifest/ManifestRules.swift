/// Checks entries one by one, and all of them together, against the rules of the format.
struct ManifestRules {
    private let limits: IntegrityLimits
    private var collisions = PathCollisions()
    private var count = 0
    private var totalBytes: Int64 = 0
    private var encodedBytes = PluginManifest.encodedFrameBytes

    init(limits: IntegrityLimits) {
        self.limits = limits
    }

    /// Takes in one more entry.
    ///
    /// - Throws: What is wrong with it, or with it beside those before.
    mutating func add(_ entry: PluginManifest.Entry) throws(IntegrityError) {
        let shown = PathText.quoted(entry.path)
        count += 1
        if count > limits.maxFiles {
            throw Self.exceeded("lists more than \(limits.maxFiles) files")
        }
        if let violation = PathRules.violation(in: entry.path, limits: limits) {
            throw IntegrityError(code: violation.code, message: "the path \(shown) \(violation.reason)")
        }
        if let reason = collisions.insert(entry.path) {
            throw IntegrityError(code: .duplicatePath, message: "the path \(shown) \(reason)")
        }
        if entry.size < 0 {
            throw Self.malformed("the size of \(shown) is negative")
        }
        if entry.mode > 0o777 {
            throw Self.malformed(
                "the mode of \(shown) is \(ModeText.text(entry.mode)): "
                    + "only the permission bits 0000 to 0777 are allowed, not setuid, setgid or sticky"
            )
        }
        if !HexText.isDigest(entry.sha256) {
            throw Self.malformed("the sha256 of \(shown) is not 64 lower-case hexadecimal digits")
        }
        // Cannot overflow: the total is at most the limit, and a size above the rest of it is refused.
        if entry.size > limits.maxTotalBytes - totalBytes {
            throw Self.exceeded("lists more than \(limits.maxTotalBytes) bytes in all")
        }
        totalBytes += entry.size
        encodedBytes += entry.encodedBytes
        if encodedBytes > limits.maxManifestBytes {
            throw Self.exceeded("is longer than \(limits.maxManifestBytes) bytes when written")
        }
    }

    private static func exceeded(_ what: String) -> IntegrityError {
        IntegrityError(code: .limitExceeded, message: "the manifest \(what); a plugin this large cannot be sealed")
    }

    private static func malformed(_ what: String) -> IntegrityError {
        IntegrityError(code: .malformedManifest, message: what)
    }
}
