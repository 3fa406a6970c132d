extension VerifiedPlugin {
    /// Reads a listed file, and returns its bytes only if they are those of the manifest.
    ///
    /// - Parameters:
    ///   - path: The path as the manifest lists it.
    ///   - limit: How many bytes the file may have.
    /// - Throws: ``IntegrityError/Code/notListed``, ``IntegrityError/Code/limitExceeded``,
    ///   ``IntegrityError/Code/notIntact`` when the file is no longer what was verified.
    public func contents(of path: String, limit: Int) throws(IntegrityError) -> [UInt8] {
        guard let entry = manifest.files.first(where: { RelativePath($0.path) == RelativePath(path) }) else {
            throw IntegrityError(
                code: .notListed,
                message: "the manifest of \(PathText.quoted(directory)) does not list \(PathText.quoted(path)); "
                    + "seal the plugin again"
            )
        }
        guard entry.size <= limit else {
            throw IntegrityError(
                code: .limitExceeded,
                message: "\(PathText.quoted(path)) has \(entry.size) bytes, and \(limit) are allowed; make it smaller"
            )
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(entry.size))
        if case .file(let file) = root.descriptor.find(RelativePath(path)), file.info.size == entry.size {
            let failure = FileDigest.read(file) { chunk in
                bytes.append(contentsOf: chunk)
                return true
            }
            if failure == nil, FileDigest.digest(of: bytes) == entry.sha256 { return bytes }
        }
        throw IntegrityError(
            code: .notIntact,
            message: "\(PathText.quoted(path)) changed after it was verified; "
                + "stop what writes to it, and start the plugin again"
        )
    }
}
