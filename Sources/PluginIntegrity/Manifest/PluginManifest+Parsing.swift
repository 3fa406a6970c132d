extension PluginManifest {
    /// Reads the bytes of a `MANIFEST.json`.
    ///
    /// Members and entries may come in any order and with any white space. Everything else is strict: unknown,
    /// missing and duplicate members, other types, and anything after the value are errors.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - limits: How much is accepted.
    /// - Throws: An ``IntegrityError`` whose message begins with `MANIFEST.json:line:column`.
    public init(parsing bytes: [UInt8], limits: IntegrityLimits = IntegrityLimits()) throws(IntegrityError) {
        if bytes.count > limits.maxManifestBytes {
            throw IntegrityError(
                code: .limitExceeded,
                message: "\(PluginLayout.manifestName) is longer than \(limits.maxManifestBytes) bytes; "
                    + "seal the plugin again with fewer files or shorter paths"
            )
        }
        var reader = try JSONReader(bytes)
        var rules = ManifestRules(limits: limits)
        var files: [Entry] = []
        try reader.object(members: ["manifest_version", "algorithm", "files"]) {
            reader,
            member throws(IntegrityError) in
            switch member {
            case "manifest_version": try Self.readVersion(&reader)
            case "algorithm": try Self.readAlgorithm(&reader)
            default:
                try reader.array { reader throws(IntegrityError) in
                    let start = reader.position
                    let entry = try Entry(&reader)
                    do throws(IntegrityError) {
                        try rules.add(entry)
                    } catch {
                        throw reader.error(error.code, error.message, at: start)
                    }
                    files.append(entry)
                }
            }
        }
        try reader.end()
        self.init(checked: files)
    }

    private static func readVersion(_ reader: inout JSONReader) throws(IntegrityError) {
        let start = reader.position
        let version = try reader.integer()
        if version != Int64(currentVersion) {
            throw reader.error(
                .unsupportedManifest,
                "manifest version \(version) is not known to this release, which reads version \(currentVersion); "
                    + "update the engine, or seal the plugin again with this one",
                at: start
            )
        }
    }

    private static func readAlgorithm(_ reader: inout JSONReader) throws(IntegrityError) {
        let start = reader.position
        let name = try reader.string()
        if name != algorithm {
            throw reader.error(
                .unsupportedManifest,
                "the algorithm \(PathText.quoted(name)) is not known to this release, which reads \"\(algorithm)\"; "
                    + "update the engine, or seal the plugin again with this one",
                at: start
            )
        }
    }
}

extension PluginManifest.Entry {
    /// Reads one object of `files`.
    fileprivate init(_ reader: inout JSONReader) throws(IntegrityError) {
        var path = ""
        var size: Int64 = 0
        var mode: UInt16 = 0
        var sha256 = ""
        try reader.object(members: ["path", "size", "mode", "sha256"]) { reader, member throws(IntegrityError) in
            switch member {
            case "path": path = try reader.string()
            case "size": size = try reader.integer()
            case "mode":
                let start = reader.position
                let text = try reader.string()
                guard let value = ModeText.mode(text) else {
                    throw reader.error(
                        .malformedManifest,
                        "the mode \(PathText.quoted(text)) is not four octal digits such as \"0644\"",
                        at: start
                    )
                }
                mode = value
            default: sha256 = try reader.string()
            }
        }
        self.init(path: path, size: size, mode: mode, sha256: sha256)
    }
}
