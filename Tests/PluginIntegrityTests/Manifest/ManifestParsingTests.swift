import PluginIntegrity
import Testing

private let digest = String(repeating: "0a", count: 32)

private func entry(
    path: String = "\"a\"",
    size: String = "1",
    mode: String = "\"0644\"",
    sha256: String = "\"\(digest)\""
) -> String {
    "{\"path\": \(path), \"size\": \(size), \"mode\": \(mode), \"sha256\": \(sha256)}"
}

private func manifest(_ entries: String..., version: String = "1", algorithm: String = "\"sha256\"") -> String {
    "{\"manifest_version\": \(version), \"algorithm\": \(algorithm), \"files\": [\(entries.joined(separator: ","))]}"
}

/// A text that is refused, and how.
struct RefusedManifest: CustomTestStringConvertible, Sendable {
    let bytes: [UInt8]
    let code: IntegrityError.Code
    let message: String

    static func text(_ text: String, _ message: String) -> Self {
        Self(bytes: Array(text.utf8), code: .malformedManifest, message: message)
    }

    static func text(_ text: String, _ code: IntegrityError.Code, _ message: String) -> Self {
        Self(bytes: Array(text.utf8), code: code, message: message)
    }

    static func bytes(_ bytes: [UInt8], _ message: String) -> Self {
        Self(bytes: bytes, code: .malformedManifest, message: message)
    }

    var testDescription: String { message }
}

@Suite struct ManifestParsingTests {
    @Test func readsEveryField() throws {
        let text = manifest(
            entry(path: #""z\u00e9\ud83d\ude00\/\"q""#, size: "9007199254740993", mode: "\"0755\""),
            entry(path: "\"bin/plugin\"")
        )
        let limits = {
            var limits = IntegrityLimits()
            limits.maxTotalBytes = .max
            return limits
        }()
        let result = try PluginManifest(parsing: Array(text.utf8), limits: limits)
        #expect(result.version == 1)
        #expect(
            result.files == [
                .init(path: "bin/plugin", size: 1, mode: 0o644, sha256: digest),
                .init(path: "z\u{e9}\u{1f600}/\"q", size: 9_007_199_254_740_993, mode: 0o755, sha256: digest),
            ]
        )
    }

    @Test func acceptsMembersInAnyOrderAndAnySpace() throws {
        let text = " \r\n\t{ \"files\" :[ ] ,\"algorithm\":\"sha256\",\n\"manifest_version\":1 }\n\n"
        #expect(try PluginManifest(parsing: Array(text.utf8)).files.isEmpty)
    }

    private static let syntax: [RefusedManifest] = [
        .text("", "1:1: expected an object"),
        .text("[]", "1:1: expected an object"),
        .text("{", "1:2: expected a string"),
        .text("{}", "1:1: the member \"manifest_version\" is missing"),
        .text("{\"manifest_version\": 1, \"algorithm\": \"sha256\"}", "the member \"files\" is missing"),
        .text(manifest() + "x", "there is something after the end"),
        .text(manifest() + manifest(), "there is something after the end"),
        .text(manifest() + "\0", "there is something after the end"),
        .text(manifest(entry() + ","), "expected an object"),
        .text(manifest(entry() + " " + entry(path: "\"b\"")), "expected a comma or the end of the array"),
        .text("{\"manifest_version\": 1,}", "expected a string"),
        .text("{\"manifest_version\" 1}", "expected a colon"),
        .text("{manifest_version: 1}", "1:2: expected a string"),
        .text("// c\n" + manifest(), "1:1: expected an object"),
        .text("{\n  \"extra\": 1}", "2:3: unknown member \"extra\""),
        .text("{\"manifest_version\": 1, \"manifest_version\": 1}", "\"manifest_version\" is there twice"),
        .text("{\"manifest_version\": 1, \"manifest\\u005fversion\": 1}", "\"manifest_version\" is there twice"),
        .text(manifest("{\"path\": \"a\", \"path\": \"b\"}"), "\"path\" is there twice"),
        .text(manifest("{\"path\": \"a\", \"owner\": \"b\"}"), "unknown member \"owner\""),
        .text(manifest("{\"path\": \"a\", \"size\": 1, \"mode\": \"0644\"}"), "\"sha256\" is missing"),
        .text(manifest("[]"), "expected an object"),
        .text(manifest("null"), "expected an object"),
        .text("{\"files\": {}}", "expected an array"),
        .bytes([0xEF, 0xBB, 0xBF] + manifest().utf8, "byte order mark"),
        .bytes([0xFF] + manifest().utf8, "not valid UTF-8"),
        .bytes(Array("{\0}\0".utf8), "expected a"),
    ]

    private static let values: [RefusedManifest] = [
        .text(manifest(version: "2"), .unsupportedManifest, "manifest version 2 is not known"),
        .text(manifest(version: "0"), .unsupportedManifest, "manifest version 0 is not known"),
        .text(manifest(version: "\"1\""), "expected a whole number"),
        .text(manifest(version: "true"), "expected a whole number"),
        .text(manifest(algorithm: "\"md5\""), .unsupportedManifest, "the algorithm \"md5\" is not known"),
        .text(manifest(algorithm: "1"), "expected a string"),
        .text(manifest(entry(size: "-1")), "the size of \"a\" is negative"),
        .text(manifest(entry(size: "-0")), "no leading zero"),
        .text(manifest(entry(size: "01")), "no leading zero"),
        .text(manifest(entry(size: "1.0")), "expected a whole number"),
        .text(manifest(entry(size: "1e3")), "expected a whole number"),
        .text(manifest(entry(size: "+1")), "expected a whole number"),
        .text(manifest(entry(size: "1-1")), "expected a whole number"),
        .text(manifest(entry(size: "-")), "expected a whole number"),
        .text(manifest(entry(size: "\"1\"")), "expected a whole number"),
        .text(manifest(entry(size: "9223372036854775808")), "does not fit in 64 bits"),
        .text(manifest(entry(size: "9223372036854775807")), .limitExceeded, "bytes in all"),
        .text(manifest(entry(mode: "420")), "expected a string"),
        .text(manifest(entry(mode: "\"644\"")), "the mode \"644\" is not four octal digits"),
        .text(manifest(entry(mode: "\"0o644\"")), "is not four octal digits"),
        .text(manifest(entry(mode: "\"0888\"")), "is not four octal digits"),
        .text(manifest(entry(mode: "\"+755\"")), "is not four octal digits"),
        .text(manifest(entry(mode: "\"4755\"")), "the mode of \"a\" is 4755: only the permission bits"),
        .text(manifest(entry(mode: "\"2755\"")), "not setuid, setgid or sticky"),
        .text(manifest(entry(mode: "\"1777\"")), "not setuid, setgid or sticky"),
        .text(manifest(entry(sha256: "\"\"")), "not 64 lower-case hexadecimal digits"),
        .text(manifest(entry(sha256: "\"\(digest.dropLast())\"")), "not 64 lower-case hexadecimal digits"),
        .text(manifest(entry(sha256: "\"\(digest)0\"")), "not 64 lower-case hexadecimal digits"),
        .text(manifest(entry(sha256: "\"\(digest.uppercased())\"")), "not 64 lower-case hexadecimal digits"),
        .text(manifest(entry(sha256: "\"g\(digest.dropLast())\"")), "not 64 lower-case hexadecimal digits"),
    ]

    private static let strings: [RefusedManifest] = [
        .text(manifest(entry(path: "\"a")), "expected a comma or the end of the object"),
        .text("{\"abc", "the string is not closed"),
        .text("{\"abc\\", "the string is not closed"),
        .text(manifest(entry(path: "\"a\tb\"")), "raw control character"),
        .text(manifest(entry(path: #""\x41""#)), "unknown escape"),
        .text(manifest(entry(path: #""\u12""#)), "needs four hexadecimal digits"),
        .text(manifest(entry(path: #""\u+123""#)), "needs four hexadecimal digits"),
        .text(manifest(entry(path: #""\ud83d""#)), "half of a surrogate pair"),
        .text(manifest(entry(path: #""\ud83d\u0041""#)), "half of a surrogate pair"),
        .text(manifest(entry(path: #""\ude00""#)), "half of a surrogate pair"),
    ]

    static let refused: [RefusedManifest] = syntax + values + strings

    @Test(arguments: refused)
    func refuses(_ refused: RefusedManifest) throws {
        let message = try expectError(refused.code) { try PluginManifest(parsing: refused.bytes) }
        #expect(message.hasPrefix("MANIFEST.json:"))
        #expect(message.contains(refused.message), "\(message)")
    }

    @Test(arguments: ["[", "{\"files\":[", "{\"files\":[{\"path\":[", "{\"files\":[{\"path\":{\"path\":"])
    func deepNestingEndsAtOnce(_ opening: String) throws {
        let text = String(repeating: opening, count: 100_000)
        try expectError(.malformedManifest) { try PluginManifest(parsing: Array(text.utf8)) }
    }

    @Test func limitsHoldExactly() throws {
        var limits = IntegrityLimits()
        let text = manifest(entry(path: "\"a\"", size: "10"), entry(path: "\"b/c\"", size: "20"))
        let bytes = Array(text.utf8)
        let written = try PluginManifest(parsing: bytes).encoded().count
        limits.maxFiles = 2
        limits.maxTotalBytes = 30
        limits.maxPathBytes = 3
        limits.maxDepth = 2
        limits.maxManifestBytes = max(bytes.count, written + 3)
        #expect(try PluginManifest(parsing: bytes, limits: limits).files.count == 2)

        func refuses(_ what: String, _ change: (inout IntegrityLimits) -> Void) throws {
            var tighter = limits
            change(&tighter)
            let message = try expectError(.limitExceeded) { try PluginManifest(parsing: bytes, limits: tighter) }
            #expect(message.contains(what), "\(message)")
        }
        try refuses("more than 1 files") { $0.maxFiles = 1 }
        try refuses("more than 29 bytes in all") { $0.maxTotalBytes = 29 }
        try refuses("longer than 2 bytes") { $0.maxPathBytes = 2 }
        try refuses("more than 1 components") { $0.maxDepth = 1 }
        try refuses("is longer than") { $0.maxManifestBytes = bytes.count - 1 }
    }

    @Test func whatIsReadCanAlwaysBeWritten() throws {
        // Written without spaces it is within the limit; written as the sealer does it would not be.
        var limits = IntegrityLimits()
        let bytes = Array(manifest(entry(), entry(path: "\"b\"")).utf8.filter { $0 != 0x20 })
        limits.maxManifestBytes = bytes.count
        let message = try expectError(.limitExceeded) { try PluginManifest(parsing: bytes, limits: limits) }
        #expect(message.contains("when written"))
    }

    @Test func defaultsAreTheDocumentedOnes() {
        let limits = IntegrityLimits()
        #expect(limits.maxManifestBytes == 4_194_304)
        #expect(limits.maxFiles == 10_000)
        #expect(limits.maxFolders == 10_000)
        #expect(limits.maxPathBytes == 1024)
        #expect(limits.maxDepth == 32)
        #expect(limits.maxTotalBytes == 17_179_869_184)
    }
}
