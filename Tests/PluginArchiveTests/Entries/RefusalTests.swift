import PluginIntegrity
import TestSupport
import Testing

@testable import PluginArchive

/// One archive that is refused.
struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let code: ArchiveError.Code
    /// What the message says, among other things.
    let reason: String
    var limits = ArchiveLimits()
    var tar: @Sendable (inout TarBuilder) -> Void

    var testDescription: String { name }

    static func entry(
        _ name: String,
        _ code: ArchiveError.Code,
        _ reason: String,
        type: Character = "0"
    ) -> Refusal {
        Refusal(name: "the name \(name.debugDescription)", code: code, reason: reason) { $0.add(name, type: type) }
    }

    static func limited(
        _ name: String,
        _ reason: String,
        _ limit: (inout ArchiveLimits) -> Void,
        _ tar: @escaping @Sendable (inout TarBuilder) -> Void
    ) -> Refusal {
        var limits = ArchiveLimits()
        limit(&limits)
        return Refusal(name: name, code: .limitExceeded, reason: reason, limits: limits, tar: tar)
    }
}

@Suite("What is refused")
struct RefusalTests {
    static let names: [Refusal] = [
        .entry("/etc/passwd", .invalidPath, "is absolute"),
        .entry("../up", .invalidPath, "contains a .. component"),
        .entry("a/../../up", .invalidPath, "contains a .. component"),
        .entry("./../up", .invalidPath, "contains a .. component"),
        .entry("a/..", .invalidPath, "contains a .. component"),
        .entry(".//etc/passwd", .invalidPath, "is absolute"),
        .entry("a//b", .invalidPath, "is not normalised"),
        .entry("a/./b", .invalidPath, "is not normalised"),
        .entry("././a", .invalidPath, "is not normalised"),
        .entry("a/", .invalidPath, "is not normalised"),
        .entry("d//", .invalidPath, "is not normalised", type: "5"),
        .entry("/", .invalidPath, "is absolute", type: "5"),
        .entry("..", .invalidPath, "contains a .. component", type: "5"),
        .entry("", .invalidPath, "is empty"),
        .entry("./", .invalidPath, "is empty"),
        .entry("a\\b", .invalidPath, "contains a backslash"),
        .entry("C:\\x", .invalidPath, "contains a backslash"),
        .entry("a\nb", .invalidPath, "contains a control character"),
        .entry("a\u{1B}[2Jb", .invalidPath, "contains a control character"),
        Refusal(name: "a NUL in a header's name", code: .invalidPath, reason: "NUL") {
            $0.add("a") { put(Array("a\u{0}b".utf8), at: 0, in: &$0) }
        },
        Refusal(name: "a NUL in a pax name", code: .invalidPath, reason: "contains a control character") {
            $0.addPax([("path", "a\u{0}b")])
            $0.add("a")
        },
        Refusal(name: "a NUL in a GNU name", code: .invalidPath, reason: "contains a control character") {
            $0.add("@", type: "L", text: "a\u{0}b\u{0}")
            $0.add("a")
        },
        Refusal(name: ".. in a pax name", code: .invalidPath, reason: "contains a .. component") {
            $0.addPax([("path", "../up")])
            $0.add("good")
        },
        Refusal(name: ".. in a GNU name", code: .invalidPath, reason: "contains a .. component") {
            $0.add("@", type: "L", text: "../up\u{0}")
            $0.add("good")
        },
        Refusal(name: ".. in a prefix", code: .invalidPath, reason: "contains a .. component") {
            $0.add("good") { put(Array("..".utf8), at: 345, in: &$0) }
        },
        Refusal(name: "a name that is not UTF-8", code: .invalidPath, reason: "not UTF-8") {
            $0.add("a") { put([0xFF, 0xFE], at: 0, in: &$0) }
        },
        .limited("a long name", "longer than 20 bytes", { $0.maxPathBytes = 20 }) {
            $0.add("123456789/123456789/1")
        },
        .limited("a long component", "a component of more than 255 bytes", { _ in }) {
            $0.addPax([("path", String(repeating: "a", count: 256))])
            $0.add("a")
        },
        .limited("a deep name", "more than 3 components", { $0.maxDepth = 3 }) { $0.add("a/b/c/d") },
    ]

    static let kinds: [Refusal] = [
        Refusal(name: "a symbolic link", code: .refusedEntry, reason: "is a symbolic link") { $0.add("a", type: "2") },
        Refusal(name: "a hard link", code: .refusedEntry, reason: "is a hard link") { $0.add("a", type: "1") },
        Refusal(name: "a character device", code: .refusedEntry, reason: "character device") {
            $0.add("a", type: "3")
        },
        Refusal(name: "a block device", code: .refusedEntry, reason: "block device") { $0.add("a", type: "4") },
        Refusal(name: "a named pipe", code: .refusedEntry, reason: "named pipe") { $0.add("a", type: "6") },
        Refusal(name: "a GNU sparse file", code: .refusedEntry, reason: "sparse") { $0.add("a", type: "S") },
        Refusal(name: "a pax sparse file", code: .refusedEntry, reason: "sparse") {
            $0.addPax([("GNU.sparse.major", "1")])
            $0.add("a")
        },
        Refusal(name: "a contiguous file", code: .refusedEntry, reason: "unknown type") { $0.add("a", type: "7") },
        Refusal(name: "a volume label", code: .refusedEntry, reason: "unknown type") { $0.add("a", type: "V") },
        Refusal(name: "a setuid file", code: .refusedEntry, reason: "setuid") { $0.add("a", mode: "0004755") },
        Refusal(name: "a setgid file", code: .refusedEntry, reason: "setgid") { $0.add("a", mode: "0002755") },
        Refusal(name: "a folder with contents", code: .damaged, reason: "a folder of 3 bytes") {
            $0.add("d/", type: "5", text: "abc")
        },
    ]

    static let pairs: [Refusal] = [
        Refusal(name: "a file twice", code: .duplicatePath, reason: "in the archive twice") {
            $0.add("a")
            $0.add("./a")
        },
        Refusal(name: "a folder twice", code: .duplicatePath, reason: "in the archive twice") {
            $0.add("d/", type: "5")
            $0.add("d", type: "5")
        },
        Refusal(name: "the root twice", code: .duplicatePath, reason: "in the archive twice") {
            $0.add("./", type: "5")
            $0.add(".", type: "5")
        },
        Refusal(name: "names that differ in case", code: .duplicatePath, reason: "differ only in case") {
            $0.add("bin/plugin")
            $0.add("bin/Plugin")
        },
        Refusal(name: "folders that differ in case", code: .duplicatePath, reason: "differ only in case") {
            $0.add("bin/a")
            $0.add("BIN/b")
        },
        Refusal(name: "NFC and NFD", code: .duplicatePath, reason: "Unicode form") {
            $0.add("caf\u{E9}")
            $0.add("cafe\u{301}")
        },
        Refusal(name: "a file used as a folder", code: .duplicatePath, reason: "as a file and as a folder") {
            $0.add("a")
            $0.add("a/b")
        },
        Refusal(name: "a folder used as a file", code: .duplicatePath, reason: "as a file and as a folder") {
            $0.add("a/", type: "5")
            $0.add("a")
        },
        .limited("too many files", "at most 2", { $0.maxFiles = 2 }) {
            for name in ["a", "b", "c"] { $0.add(name) }
        },
        .limited("too many folders", "at most 2", { $0.maxFolders = 2 }) { $0.add("a/b/c/d") },
        .limited("a large file", "more than 3 bytes", { $0.maxFileBytes = 3 }) { $0.add("a", text: "1234") },
        .limited("large files", "above 5 bytes", { $0.maxTotalBytes = 5 }) {
            $0.add("a", text: "123")
            $0.add("b", text: "456")
        },
    ]

    static let formats: [Refusal] = [
        Refusal(name: "a wrong checksum", code: .damaged, reason: "checksum") {
            $0.add("a", damage: { $0[0] = 0x62 })
        },
        Refusal(name: "no magic", code: .damaged, reason: "POSIX or GNU") {
            $0.add("a") { put([UInt8](repeating: 0, count: 8), at: 257, in: &$0) }
        },
        Refusal(name: "letters as size", code: .damaged, reason: "is not a number") {
            $0.add("a", size: "00000000x00")
        },
        Refusal(name: "digits after a space", code: .damaged, reason: "is not a number") {
            $0.add("a", size: "0000 000012")
        },
        Refusal(name: "a negative size", code: .damaged, reason: "negative or too large") {
            $0.add("a") { put([UInt8](repeating: 0xFF, count: 12), at: 124, in: &$0) }
        },
        Refusal(name: "a size of 2^62", code: .limitExceeded, reason: "more than 1073741824 bytes") {
            $0.add("a") { put([0x80, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0], at: 124, in: &$0) }
        },
        Refusal(name: "a size above what follows", code: .truncated, reason: "ends too early") {
            $0.add("a", text: "abc")
            $0.add("b", size: "00000010000")
        },
        Refusal(name: "two sizes", code: .damaged, reason: "two sizes") {
            $0.addPax([("size", "0")])
            $0.add("a", text: "abc")
        },
        Refusal(name: "two sizes, the other way", code: .damaged, reason: "two sizes") {
            $0.addPax([("size", "512")])
            $0.add("a")
        },
        Refusal(name: "two long names", code: .damaged, reason: "two long names") {
            $0.addPax([("path", "a")])
            $0.add("@", type: "L", text: "b\u{0}")
            $0.add("c")
        },
        Refusal(name: "a record twice", code: .damaged, reason: "twice") {
            $0.addPax([("path", "a"), ("path", "b")])
            $0.add("c")
        },
        Refusal(name: "two pax headers", code: .limitExceeded, reason: "too many extended headers") {
            $0.addPax([("path", "a")])
            $0.addPax([("path", "b")])
            $0.add("c")
        },
        Refusal(name: "a name for all entries", code: .damaged, reason: "gives all entries one name") {
            $0.addPax([("path", "a")], type: "g")
            $0.add("c")
        },
        .limited("many headers for all", "too many extended headers", { $0.maxGlobalHeaders = 2 }) {
            for _ in 0..<3 { $0.addPax([("comment", "x")], type: "g") }
        },
        .limited("a long pax header", "more than 65536 bytes", { _ in }) {
            $0.addPax([("comment", String(repeating: "x", count: 65536))])
            $0.add("a")
        },
        .limited("a pax header that is not there", "more than 65536 bytes", { _ in }) {
            $0.add("pax", type: "x", size: "77777777777")
        },
        .limited("pax headers in all", "above 1000 bytes", { $0.maxTotalBytes = 1000 }) {
            for name in ["a", "b", "c", "d"] {
                $0.addPax([("comment", String(repeating: "x", count: 300))])
                $0.add(name)
            }
        },
        Refusal(name: "a record longer than its header", code: .damaged, reason: "malformed") {
            $0.add("pax", type: "x", text: "99 path=a\n")
            $0.add("a")
        },
        Refusal(name: "a record of no length", code: .damaged, reason: "malformed") {
            $0.add("pax", type: "x", text: "0 path=a\n")
            $0.add("a")
        },
        Refusal(name: "a record without its newline", code: .damaged, reason: "malformed") {
            $0.add("pax", type: "x", text: "9 path=a ")
            $0.add("a")
        },
        Refusal(name: "a pax header at the end", code: .damaged, reason: "no entry after it") {
            $0.addPax([("path", "a")])
        },
        Refusal(name: "an entry after a zero block", code: .damaged, reason: "after the end of the tar") {
            $0.add("a")
            $0.bytes += [UInt8](repeating: 0, count: 512)
            $0.add("b")
        },
        Refusal(name: "an entry after the end", code: .damaged, reason: "after the end of the tar") {
            $0.add("a")
            $0.end()
            $0.add("b")
        },
        .limited("a long tail", "more than 4096 zero bytes", { $0.maxTrailingBytes = 4096 }) {
            $0.add("a")
            $0.bytes += [UInt8](repeating: 0, count: 8192)
        },
    ]

    @Test(arguments: names + kinds + pairs + formats)
    func refusesAndLeavesNothing(_ refusal: Refusal) throws {
        let tar = TarBuilder.tar { builder in
            builder.add("first", text: "a good entry")
            refusal.tar(&builder)
        }
        let error = try #require(throws: ArchiveError.self) { try readArchive(try gzip(tar), limits: refusal.limits) }
        #expect(error.code == refusal.code, "\(error)")
        #expect(error.message.contains(refusal.reason), "\(error)")
        #expect(error.message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })

        let folder = try TemporaryFolder()
        let archive = "\(folder.path)/a.tar.gz"
        try writeFile(try gzip(tar), to: archive)
        let unpackError = try #require(throws: ArchiveError.self) {
            try ArchiveUnpacker.unpack(
                archive,
                into: PluginRoot(folder.path).descriptor,
                named: "out",
                limits: refusal.limits
            )
        }
        #expect(unpackError.code == refusal.code)
        #expect(unpackError.message.contains("a.tar.gz"))
        #expect(folder.entries == ["a.tar.gz"])
    }
}
