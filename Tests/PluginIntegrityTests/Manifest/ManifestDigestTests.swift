import PluginIntegrity
import Testing

@Suite("The digest of a manifest")
struct ManifestDigestTests {
    @Test func isThatOfTheCanonicalText() throws {
        let empty = try PluginManifest(files: [])
        // From sha256sum of the text.
        #expect(
            String(decoding: empty.encoded(), as: UTF8.self)
                == "{\n  \"manifest_version\": 1,\n  \"algorithm\": \"sha256\",\n  \"files\": []\n}\n"
        )
        #expect(empty.digest == "be0c1f048642ee3e4a7fd4cb81312814b351a7837e7e6be48695e74bb4ad98b5")
    }

    @Test func dependsOnNothingButTheContents() throws {
        let digest = String(repeating: "0", count: 64)
        let entries = ["a", "b"].map { PluginManifest.Entry(path: $0, size: 1, mode: 0o644, sha256: digest) }
        let (one, other) = (try PluginManifest(files: entries), try PluginManifest(files: entries.reversed()))
        #expect(one.digest == other.digest)
        let changed = try PluginManifest(files: [entries[0]])
        #expect(one.digest != changed.digest)
    }
}
