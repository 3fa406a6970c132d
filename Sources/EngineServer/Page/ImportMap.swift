import EngineAPI

/// Says which file a name in a script stands for, and what each script's content must be.
struct ImportMap {
    /// The JSON, as it stands in the document.
    let text: String
    /// What allows exactly this text in the document's policy.
    let source: String

    /// - Parameters:
    ///   - imports: from names to paths.
    ///   - integrity: from the paths of all scripts to what their content must be; others are not taken.
    init(imports: [String: String], integrity: [String: String]) {
        let value: [String: [String: String]] = ["imports": imports, "integrity": integrity]
        let json = (try? EngineJSON.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        // Inside of a script element no text may look like its end.
        text = json.split(separator: "<", omittingEmptySubsequences: false).joined(separator: #"\u003c"#)
        source = "'\(WebFile.integrity(of: text))'"
    }
}
