extension VerifiedPlugin {
    /// Reads a listed file, and returns its bytes only if they are those of the manifest.
    ///
    /// - Parameters:
    ///   - path: The path as the manifest lists it.
    ///   - limit: How many bytes the file may have.
    /// - Throws: as ``ListedFiles/contents(of:limit:)``.
    public func contents(of path: String, limit: Int) throws(IntegrityError) -> [UInt8] {
        try ListedFiles(root: root, manifest: manifest).contents(of: path, limit: limit)
    }
}
