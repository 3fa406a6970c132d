import Testing

@testable import PluginIntegrity

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct VerificationReportTests {
    typealias Finding = VerificationReport.Finding

    @Test func whatCannotBeSealedAgainIsNotToBe() throws {
        let files = Self.table.map { Finding(path: "p", status: $0.0) }
        let version = VerificationReport(directory: "/s/store/" + String(repeating: "0a", count: 32), files: files)
        #expect(version.files.allSatisfy { !$0.message.contains("seal it again") && !$0.message.contains("and seal") })
        #expect(version.files.filter { $0.message.hasSuffix("install the plugin again") }.count == 5)
        let other = VerificationReport(directory: "/s/store/other", files: files)
        #expect(other.files.map(\.message) == Self.table.map { $0.1 })
        // What is read again says the same.
        let read = try JSONDecoder().decode(VerificationReport.self, from: JSONEncoder().encode(version))
        #expect(read == version)
        #expect(read.files.map(\.message) == version.files.map(\.message))
    }

    /// Every status with the whole of its message and the JSON that belongs to it.
    static let table: [(FileStatus, String, String)] = [
        (.ok, "p is as the manifest lists it", #""status":"ok""#),
        (
            .missing,
            "p is missing: the manifest lists it and it is not on disk; install the plugin again, "
                + "or seal it again if you removed the file yourself",
            #""status":"missing""#
        ),
        (
            .altered(.size(expected: 3, actual: 4)),
            "p was altered: the manifest lists 3 bytes and it has 4; install the plugin again, "
                + "or seal it again if you changed the file yourself",
            #""actual_size":4,"expected_size":3,"status":"altered""#
        ),
        (
            .altered(.digest(expected: "aa", actual: "bb")),
            "p was altered: the manifest lists SHA-256 aa and it has bb; install the plugin again, "
                + "or seal it again if you changed the file yourself",
            #""actual_sha256":"bb","expected_sha256":"aa","status":"altered""#
        ),
        (
            .unlisted,
            "p is unlisted: it is on disk and the manifest does not list it; remove it, "
                + "or seal the plugin again if you added the file yourself",
            #""status":"unlisted""#
        ),
        (
            .modeChanged(expected: 0o755, actual: 0o4777),
            "p has another mode: the manifest lists 0755 and it has 4777; run chmod 0755 on it, "
                + "or seal the plugin again if you changed the mode yourself",
            #""actual_mode":"4777","expected_mode":"0755","status":"mode_changed""#
        ),
        (
            .symbolicLink(target: "q"),
            "p is a symbolic link to q: what is behind a link cannot be sealed; "
                + "put the file itself here and seal the plugin again",
            #""status":"symbolic_link","target":"q""#
        ),
        (
            .specialFile(.fifo),
            "p is a named pipe: a plugin's folder may hold only regular files and folders; remove it",
            #""kind":"fifo","status":"special_file""#
        ),
        (
            .specialFile(.blockDevice),
            "p is a block device: a plugin's folder may hold only regular files and folders; remove it",
            #""kind":"block_device","status":"special_file""#
        ),
        (
            .specialFile(.directory),
            "p is a folder where the manifest lists a file; install the plugin again, "
                + "or seal it again if you changed it yourself",
            #""kind":"directory","status":"special_file""#
        ),
        (
            .unreadable(errno: 13),
            "p cannot be read (Permission denied): "
                + "give the user who runs the engine permission to read it and the folders above it",
            #""errno":13,"status":"unreadable""#
        ),
        (
            .changedWhileReading,
            "p changed while it was read: stop what writes to it and verify again; "
                + "what a plugin writes belongs in data/ or store/",
            #""status":"changed_while_reading""#
        ),
    ]

    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test(arguments: table.indices)
    func everyStatus(_ index: Int) throws {
        let (status, message, fields) = Self.table[index]
        let finding = Finding(path: "p", status: status)
        #expect(finding.message == message)
        let text = try json(finding)
        // Sorted, the fields stand around the message and the path.
        for field in fields.split(separator: ",") {
            #expect(text.contains(field), "\(text)")
        }
        let keys = text.split(separator: "\"").count { $0.hasPrefix(":") }
        #expect(keys == fields.split(separator: ",").count + 2, "\(text)")
        #expect(try JSONDecoder().decode(Finding.self, from: Data(text.utf8)) == finding)
    }

    @Test func wholeReport() throws {
        let report = VerificationReport(
            directory: "/p",
            files: [Finding(path: "a", status: .ok, hardLinks: 2), Finding(path: "b", status: .missing)]
        )
        #expect(!report.isIntact)
        #expect(report.problems.map(\.path) == ["b"])
        let warning =
            "a has 2 hard links: whoever can write to another of its names can alter the plugin; "
            + "replace it by a copy if you did not expect that"
        #expect(report.warnings == [warning])
        let text = try json(report)
        let expected =
            #"{"directory":"/p","files":[{"hard_links":2,"message":"a is as the manifest lists it","path":"a","#
            + #""status":"ok","warning":"\#(warning)"},{"message":"\#(report.files[1].message)","path":"b","#
            + #""status":"missing"}],"intact":false}"#
        #expect(text == expected)
        #expect(try JSONDecoder().decode(VerificationReport.self, from: Data(text.utf8)) == report)
    }

    @Test func unknownStatusIsNotDecoded() {
        for text in [
            #"{"path":"a","status":"fine"}"#,
            #"{"path":"a","status":"mode_changed","expected_mode":"9","actual_mode":"1"}"#,
        ] {
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(Finding.self, from: Data(text.utf8)) }
        }
    }

    @Test func changedWhileReadingReachesTheReport() throws {
        let folder = try PluginFolder.sealedSample()
        let root = try PluginRoot(folder.path)
        let manifest = try ManifestFile.read(in: root, limits: IntegrityLimits())
        var verification = Verification(manifest)
        var walk = TreeWalk(root, limits: IntegrityLimits())
        try walk.run(&verification)
        // The walk has opened the files; they are hashed at the end.
        try folder.write("plugin.yaml", "id: sample2\n")
        let report = verification.finish(directory: folder.path)
        #expect(report.problems == [Finding(path: "plugin.yaml", status: .changedWhileReading)])
    }

    @Test func errorsDescribeThemselves() {
        let cause = SystemCallError(call: "openat", errno: 13)
        let error = IntegrityError(code: .unreadable, message: "m", cause: cause)
        #expect("\(error)" == "unreadable: m")
        #expect("\(cause)" == "openat: Permission denied")
        #expect(error.cause as? SystemCallError == cause)
        #expect(error.report == nil)
    }
}
