import PluginIntegrity
import Testing

@Suite struct PathRulesTests {
    private static let digest = String(repeating: "0", count: 64)

    private func manifest(_ paths: String...) throws -> PluginManifest {
        try PluginManifest(files: paths.map { .init(path: $0, size: 0, mode: 0o644, sha256: Self.digest) })
    }

    @Test(arguments: [
        "a", "bin/plugin", "a b", "...", "..a", ".hidden", "a/.b/c", "caf\u{e9}", "\u{65e5}\u{672c}", "\u{1f600}", "\"",
        "datas/x", "a/data/x", "a/MANIFEST.json", "storefront",
    ])
    func accepts(_ path: String) throws {
        #expect(try manifest(path).files.map(\.path) == [path])
    }

    @Test(arguments: [
        ("", "is empty"),
        ("/", "is absolute"),
        ("/etc/passwd", "is absolute"),
        ("..", "contains a .. component"),
        ("../a", "contains a .. component"),
        ("a/../b", "contains a .. component"),
        ("a/..", "contains a .. component"),
        // As characters, the slash and the mark after it are one, which must not hide the two dots.
        ("a/../\u{338}b", "contains a .. component"),
        (".", "is not normalised"),
        ("./a", "is not normalised"),
        ("a/./b", "is not normalised"),
        ("a//b", "is not normalised"),
        ("a/", "is not normalised"),
        ("a\\b", "contains a backslash"),
        ("..\\a", "contains a backslash"),
        ("a\0b", "contains a control character"),
        ("a\nb", "contains a control character"),
        ("a\u{1b}[31m", "contains a control character"),
        ("a\u{7f}", "contains a control character"),
        ("a\u{9b}31m", "contains a control character"),
        ("a\u{2028}b", "contains a control character"),
        ("a\u{202e}gpj.exe", "contains a control character"),
        ("MANIFEST.json", "is reserved"),
        ("manifest.JSON", "is reserved"),
        (".MANIFEST.json.tmp", "is reserved"),
        ("data", "is reserved"),
        ("data/a", "is reserved"),
        ("Data/a", "is reserved"),
        ("da\u{200d}ta/a", "is reserved"),
        ("store/a", "is reserved"),
    ])
    func refuses(_ path: String, _ reason: String) throws {
        let message = try expectError(.invalidPath) { try manifest(path) }
        #expect(message.contains(reason), "\(message)")
        #expect(message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }

    @Test(arguments: [
        (["a", "a"], "is listed twice"),
        (["a/b", "c", "a/b"], "is listed twice"),
        (["a", "A"], "and \"a\" differ only in case"),
        (["Lib/a", "lib/b"], "and \"Lib/a\" differ only in case"),
        (["stra\u{df}e", "STRASSE"], "differ only in case"),
        (["caf\u{e9}", "cafe\u{301}"], "the Unicode form of their characters"),
        (["a\u{200d}b", "ab"], "the Unicode form of their characters"),
        (["a", "a/b"], "is listed as a file and as a folder"),
        (["a/b", "a"], "is listed as a file and as a folder"),
    ])
    func refusesTogether(_ paths: [String], _ reason: String) throws {
        let entries = paths.map { PluginManifest.Entry(path: $0, size: 0, mode: 0o644, sha256: Self.digest) }
        let message = try expectError(.duplicatePath) { try PluginManifest(files: entries) }
        #expect(message.contains(reason), "\(message)")
    }

    @Test func longestAndDeepestPathsAreAccepted() throws {
        let longest = String(repeating: "a", count: 1024)
        let deepest = Array(repeating: "d", count: 32).joined(separator: "/")
        #expect(try manifest(longest, deepest).files.count == 2)
        try expectError(.limitExceeded) { try manifest(longest + "a") }
        try expectError(.limitExceeded) { try manifest(deepest + "/d") }
    }

    @Test func pathsAreComparedByBytes() throws {
        let composed = PluginManifest.Entry(path: "caf\u{e9}", size: 0, mode: 0o644, sha256: Self.digest)
        let decomposed = PluginManifest.Entry(path: "cafe\u{301}", size: 0, mode: 0o644, sha256: Self.digest)
        #expect(composed.path == decomposed.path)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }
}
