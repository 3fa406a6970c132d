extension PluginManifest {
    private static let head = """
        {
          "manifest_version": \(currentVersion),
          "algorithm": "\(algorithm)",
          "files": [
        """
    private static let tail = "]\n}\n"

    /// The length of a manifest's text without its entries.
    static let encodedFrameBytes = head.utf8.count + tail.utf8.count + "\n  ".utf8.count

    /// The canonical text as UTF-8: equal manifests give equal bytes, on every machine and at any time.
    ///
    /// - Returns: The bytes of `MANIFEST.json`, ending with a newline.
    public func encoded() -> [UInt8] {
        var text = Self.head
        for (index, entry) in files.enumerated() {
            text += index == 0 ? "\n" : ",\n"
            text += entry.encoded
        }
        if !files.isEmpty {
            text += "\n  "
        }
        return Array((text + Self.tail).utf8)
    }
}

extension PluginManifest.Entry {
    /// One line of the manifest. Of the characters that JSON escapes, only the quotation mark can be in a path.
    var encoded: String {
        var escaped: [UInt8] = []
        for byte in path.utf8 {
            if byte == UInt8(ascii: "\"") { escaped.append(UInt8(ascii: "\\")) }
            escaped.append(byte)
        }
        return "    {\"path\": \"\(String(decoding: escaped, as: UTF8.self))\", \"size\": \(size), "
            + "\"mode\": \"\(ModeText.text(mode))\", \"sha256\": \"\(sha256)\"}"
    }

    /// The length of that line with a comma and its newline.
    var encodedBytes: Int { encoded.utf8.count + 2 }
}
