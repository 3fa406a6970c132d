import PluginIntegrity
import Testing

@Suite struct ManifestEncodingTests {
    @Test func emptyManifest() throws {
        let expected = """
            {
              "manifest_version": 1,
              "algorithm": "sha256",
              "files": []
            }

            """
        #expect(String(decoding: try PluginManifest(files: []).encoded(), as: UTF8.self) == expected)
    }

    @Test func sortsByBytesAndEscapes() throws {
        let zeros = String(repeating: "0", count: 64)
        let ones = String(repeating: "1", count: 64)
        // By bytes `-` and `.` come before `/`, and U+E9 (C3 A9) after every ASCII letter.
        let paths = ["\u{e9}", "a/b", "a-b", "a.b", "Z", "q\"\u{301}q"]
        let manifest = try PluginManifest(
            files: paths.map {
                .init(path: $0, size: 12, mode: $0 == "Z" ? 0o755 : 0o4, sha256: $0 == "Z" ? ones : zeros)
            }
        )
        let expected = """
            {
              "manifest_version": 1,
              "algorithm": "sha256",
              "files": [
                {"path": "Z", "size": 12, "mode": "0755", "sha256": "\(ones)"},
                {"path": "a-b", "size": 12, "mode": "0004", "sha256": "\(zeros)"},
                {"path": "a.b", "size": 12, "mode": "0004", "sha256": "\(zeros)"},
                {"path": "a/b", "size": 12, "mode": "0004", "sha256": "\(zeros)"},
                {"path": "q\\"\u{301}q", "size": 12, "mode": "0004", "sha256": "\(zeros)"},
                {"path": "\u{e9}", "size": 12, "mode": "0004", "sha256": "\(zeros)"}
              ]
            }

            """
        #expect(manifest.encoded() == Array(expected.utf8))
        #expect(try PluginManifest(parsing: manifest.encoded()) == manifest)
    }
}
