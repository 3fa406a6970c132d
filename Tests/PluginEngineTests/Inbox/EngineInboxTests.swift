import EngineAPI
import PluginArchive
import PluginStore
import TestSupport
import Testing

@testable import PluginEngine

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite("Installing from the inbox", .startsProcesses, .timeLimit(.minutes(10))) struct EngineInboxTests {
    private static let unknown = String(repeating: "0", count: 64)

    @Test func isMadeForTheUserAlone() async throws {
        let fixture = try EngineFixture()
        try await fixture.run { engine in
            let inbox = try await engine.inboxContents()
            #expect(inbox == Inbox(directory: "\(engine.stateDirectory)/inbox", entries: [], notices: []))
            #expect(fileMode(inbox.directory) == 0o700)
        }
    }

    @Test(arguments: [false, true]) func installsWhatThePersonWasShown(isSealed: Bool) async throws {
        let fixture = try EngineFixture()
        try await fixture.run { engine in
            try fixture.drop(try fixture.make("one", isSealed: isSealed), as: "one")
            let review = try await engine.review("one")
            #expect(review.id == "one")
            #expect(review.version == "1.0.0")
            #expect(review.sealed == isSealed)
            #expect(review.change == .first)
            #expect(review.replaces == nil)
            #expect(review.command == ["bin/plugin"])
            #expect(review.files == 2)
            // Until somebody agrees, it is not there.
            #expect(await engine.summaries().isEmpty)

            let id = try await engine.installFromInbox("one", digest: review.digits)
            #expect(id == "one")
            try await engine.call("one")
            #expect(fixture.target(of: "one") == review.digits)
            // The user's files are where they were.
            #expect(FileManager.default.fileExists(atPath: "\(fixture.inbox)/one/plugin.yaml"))
            let entry = try #require(try await engine.inboxContents().entries.first)
            #expect(entry.state == .installed)
            #expect(entry.review?.change == InboxChange.none)
        }
        let audit = try await fixture.store { try await $0.audit(limit: 10) }
        let entry = try #require(audit.map(\.entry).first { $0.action == "plugin.install" })
        #expect(entry.plugin == "one")
        #expect(entry.outcome == "ok")
        #expect(entry.detail.contains(#""inbox":"one""#))
    }

    @Test func upgradesAndSaysWhatItReplaces() async throws {
        let fixture = try EngineFixture()
        try fixture.install("one", version: "2.0.0")
        try await fixture.run { engine in
            for (version, change) in [("1.0.0", InboxChange.downgrade), ("2.0.0", .otherFiles), ("3.0.0", .upgrade)] {
                try fixture.drop(
                    try fixture.make("one", version: version, rest: "website: https://a.example/\n"),
                    as: version
                )
                let review = try await engine.review(version)
                #expect(review.change == change, "\(version)")
                #expect(review.replaces == "2.0.0")
            }
            let first = try await engine.call("one")
            let review = try await engine.review("3.0.0")
            _ = try await engine.installFromInbox("3.0.0", digest: review.digits)
            #expect(try await engine.call("one") != first)
            #expect(try await engine.summary(of: "one").version == "3.0.0")
            #expect(try await engine.review("2.0.0").replaces == "3.0.0")
        }
    }

    @Test func whatHasChangedAfterTheLookIsNotInstalled() async throws {
        let fixture = try EngineFixture()
        try await fixture.run { engine in
            try fixture.drop(try fixture.make("one", isSealed: false), as: "one")
            let review = try await engine.review("one")
            try fixture.folder.write("more", to: "state/inbox/one/assets/more")
            let problem = try await expectProblem(.inboxChanged) {
                _ = try await engine.installFromInbox("one", digest: review.digits)
            }
            #expect(problem.detail.contains("look at it again"))
            #expect(fixture.target(of: "one") == nil)
            #expect(TemporaryFolder.entries(of: "\(fixture.state)/store").allSatisfy { $0.hasPrefix(".") })

            let again = try await engine.review("one") { $0.digest != review.digest }
            _ = try await engine.installFromInbox("one", digest: again.digits)
            #expect(fixture.target(of: "one") == again.digits)
        }
        let audit = try await fixture.store { try await $0.audit(limit: 10) }
        let outcomes = audit.map(\.entry).filter { $0.action == "plugin.install" }.map(\.outcome)
        // The newest comes first.
        #expect(outcomes == ["ok", "omniview:inbox/changed"])
    }

    @Test func whatCannotBeInstalledIsShownWithTheReason() async throws {
        let fixture = try EngineFixture()
        try fixture.put("mine", .pages)
        try await fixture.run { engine in
            let altered = try fixture.make("altered")
            try Data("other".utf8).write(to: URL(filePath: "\(altered)/plugin.yaml"))
            try fixture.drop(altered, as: "altered")
            try fixture.folder.write("no archive", to: "state/inbox/notes.txt")
            try #require(symlink(try fixture.make("linked"), "\(fixture.inbox)/linked") == 0)
            try fixture.drop(try fixture.make("mine", .pages), as: "mine")
            try fixture.folder.write("", to: "state/inbox/odd\u{7}")

            let entries = try await engine.inbox(until: { $0.count == 5 && $0.allSatisfy { $0.state != .checking } })
            #expect(entries.map(\.name) == ["altered", "linked", "mine", "notes.txt", "odd\\x07"])
            #expect(entries.allSatisfy { $0.state == .refused && $0.review == nil })
            for (entry, part) in zip(entries, ["altered", "symbolic link", "by hand", "archive", "rename"]) {
                #expect(entry.problem?.contains(part) == true, "\(entry.name): \(entry.problem ?? "")")
            }
            // Nor is it installed by who asks for it without a look.
            for (name, type) in [
                ("altered", ProblemType.inboxRefused), ("linked", .inboxRefused), ("mine", .inboxChanged),
                ("notes.txt", .inboxRefused), ("nothing", .inboxNotFound), ("odd\u{7}", .badParameter),
                ("../made", .badParameter), (".", .badParameter), ("..", .badParameter), ("a/b", .badParameter),
            ] {
                let problem = try await expectProblem(type) {
                    _ = try await engine.installFromInbox(name, digest: Self.unknown)
                }
                #expect(!problem.detail.isEmpty)
            }
            #expect(TemporaryFolder.entries(of: "\(fixture.state)/store").allSatisfy { $0.hasPrefix(".") })
        }
    }

    @Test func thousandsOfFindingsAreAFewLines() async throws {
        let fixture = try EngineFixture()
        try await fixture.run { engine in
            let assets = Dictionary(uniqueKeysWithValues: (1...30).map { ("file-\($0)", "\($0)") })
            let made = try fixture.make("one", .pages, assets: assets)
            try FileManager.default.removeItem(atPath: "\(made)/assets")
            try fixture.drop(made, as: "one")
            let entries = try await engine.inbox { $0.first?.state == .refused }
            let lines = entries.first?.problem?.split(separator: "\n") ?? []
            #expect(lines.count == 12, "\(lines)")
            #expect(lines.last?.hasSuffix(" more") == true)
        }
    }

    @Test func whatIsHiddenIsNotThere() async throws {
        let fixture = try EngineFixture()
        try await fixture.run { engine in
            try fixture.drop(try fixture.make("one"), as: ".one")
            #expect(try await engine.inboxContents().entries.isEmpty)
            try await expectProblem(.badParameter) {
                _ = try await engine.installFromInbox(".one", digest: Self.unknown)
            }
        }
    }

    @Test func tellsOfWhatComesAndReviewsItOnce() async throws {
        let fixture = try EngineFixture()
        try await fixture.run { engine in
            let events = try await engine.events("inbox.changed")
            let archive = "\(fixture.inbox)/one.tar.gz"
            try ArchiveWriter.write(try fixture.make("one"), to: archive)
            try await events.until { _ in true }
            let review = try await engine.review("one.tar.gz")
            // Only stat is asked: who cannot be read any more is still known.
            let made = try await engine.inboxContents()
            #expect(made.entries.map(\.review) == [review])
            try #require(unlink(archive) == 0)
            try await events.until { $0.data == ["entries": 0, "message": "the inbox holds 0 entries"] }
            #expect(try await engine.inboxContents().entries.isEmpty)
        }
    }

    @Test func whatCannotBeTakenIsNotThere() async throws {
        let fixture = try EngineFixture()
        try await fixture.run { engine in
            let rest = "dependencies: {nobody: \"^1.0\"}\n"
            try fixture.drop(try fixture.make("one", rest: rest), as: "one")
            let review = try await engine.review("one")
            let problem = try await expectProblem(.pluginFailed) {
                _ = try await engine.installFromInbox("one", digest: review.digits)
            }
            #expect(problem.detail.contains("nobody"))
            #expect(problem.plugin == "one")
            #expect(fixture.target(of: "one") == nil)
            #expect(await engine.summaries().isEmpty)
            #expect(try await engine.inboxContents().entries.map(\.state) == [.ready])
        }
    }

    @Test func aVersionThatDoesNotStartIsNotTaken() async throws {
        let fixture = try EngineFixture()
        let old = try fixture.install("one")
        try await fixture.run { engine in
            let first = try await engine.call("one")
            try fixture.drop(try fixture.make("one", version: "2.0.0", .script("exit 3")), as: "one")
            let review = try await engine.review("one")
            try await expectProblem(.pluginFailed) {
                _ = try await engine.installFromInbox("one", digest: review.digits)
            }
            #expect(fixture.target(of: "one") == old)
            #expect(try await engine.call("one") == first)
            #expect(try await engine.review("one").replaces == "1.0.0")
        }
    }
}

extension EngineFixture {
    fileprivate var inbox: String { "\(state)/inbox" }

    /// Moves a plugin's folder into the inbox, as a user does.
    fileprivate func drop(_ path: String, as name: String) throws {
        try FileManager.default.moveItem(atPath: path, toPath: "\(inbox)/\(name)")
    }
}

extension InboxReview {
    /// The digest without `sha256:`.
    fileprivate var digits: String { String(digest.dropFirst("sha256:".count)) }
}

extension Engine {
    /// Waits until the inbox is as it should be. Each look is after an event, so nothing is asked again and again.
    fileprivate func inbox(until isRight: ([InboxEntry]) -> Bool) async throws -> [InboxEntry] {
        let events = try await events("inbox.changed")
        while true {
            let entries = try await inboxContents().entries
            if isRight(entries) { return entries }
            _ = try await events.event()
        }
    }

    /// Waits for the review of an entry.
    fileprivate func review(
        _ name: String,
        where isRight: (InboxReview) -> Bool = { _ in true }
    ) async throws -> InboxReview {
        let entries = try await inbox { entries in
            entries.first { $0.name == name }?.review.map(isRight) ?? false
        }
        return try #require(entries.first { $0.name == name }?.review)
    }
}
