import TestSupport
import Testing

@testable import PluginEngine

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite("What lies in the inbox") struct InboxFolderTests {
    private let folder: TemporaryFolder
    private let inbox: InboxFolder

    init() throws {
        folder = try TemporaryFolder()
        inbox = InboxFolder(path: "\(folder.path)/inbox")
        try #require(mkdir(inbox.path, 0o700) == 0)
    }

    @Test(arguments: [
        ("a", true), ("a b.tar.gz", true), ("ä", true), ("..a", false), (".", false), ("..", false), (".a", false),
        ("", false), ("a/b", false), ("/", false), ("../a", false), ("a\n", false), ("a\u{202E}", false),
        ("a\\b", false),
        (String(repeating: "a", count: 255), true), (String(repeating: "a", count: 256), false),
    ])
    func aNameIsOneComponent(_ name: String, _ isOne: Bool) {
        #expect(InboxFolder.isEntryName(name) == isOne)
    }

    @Test func listsFoldersFilesAndLinksButNothingHidden() throws {
        try folder.write("", to: "inbox/b/plugin.yaml")
        try folder.write("", to: "inbox/a.tar.gz")
        try folder.write("", to: "inbox/.part")
        try #require(symlink("/", "\(inbox.path)/c") == 0)
        let listing = inbox.list()
        #expect(listing.entries.map(\.name) == ["a.tar.gz", "b", "c"])
        #expect(listing.entries.last?.stamp == .other("link /"))
        #expect(listing.notices.isEmpty)
    }

    @Test func aStampIsAnotherAfterAnyChange() throws {
        try folder.write("a", to: "inbox/a.tar.gz")
        try folder.write("a", to: "inbox/b/deep/file")
        let before = inbox.list()
        #expect(inbox.list() == before)
        try folder.write("longer", to: "inbox/a.tar.gz")
        #expect(inbox.stamp(of: "a.tar.gz") != before.entries[0].stamp)
        #expect(inbox.stamp(of: "b") == before.entries[1].stamp)
        try folder.write("longer", to: "inbox/b/deep/file")
        #expect(inbox.stamp(of: "b") != before.entries[1].stamp)
        #expect(inbox.stamp(of: "c") == nil)
    }

    @Test func looksAtSoManyEntriesAndSaysSo() throws {
        for number in 0...InboxFolder.maximumEntries { try folder.write("", to: "inbox/\(number)") }
        let listing = inbox.list()
        #expect(listing.entries.count == InboxFolder.maximumEntries)
        #expect(listing.notices.count == 1)
        try #require(unlink("\(inbox.path)/0") == 0)
        #expect(inbox.list().notices.isEmpty)
    }

    @Test func aLinkInItsPlaceIsNotFollowed() throws {
        try folder.write("", to: "elsewhere/a.tar.gz")
        let linked = InboxFolder(path: "\(folder.path)/linked")
        try #require(symlink("elsewhere", linked.path) == 0)
        let listing = linked.list()
        #expect(listing.entries.isEmpty)
        #expect(listing.notices.first?.contains("symbolic link") == true)
    }

    @Test func oneThatIsGoneIsANotice() throws {
        try #require(rmdir(inbox.path) == 0)
        #expect(inbox.list().entries.isEmpty)
        #expect(inbox.list().notices.first?.contains("make the folder again") == true)
        #expect(inbox.stamp(of: "a") == nil)
        try folder.write("", to: "inbox")
        #expect(inbox.list().notices.first?.contains("is not a folder") == true)
    }

    @Test func aNameThatCannotBeShownIsEscaped() throws {
        try folder.write("", to: "inbox/a\u{1B}[31m")
        #expect(inbox.list().entries.map(\.name) == ["a\\x1b[31m"])
    }
}

/// Each of these waits for a change, and fails by not ending.
@Suite(.timeLimit(.minutes(10))) struct InboxWatchTests {
    @Test(arguments: ["a.tar.gz", "new/folder/file", "a/.hidden", "a/plugin.yaml"], [true, false])
    func tellsOfAChange(name: String, isTold: Bool) async throws {
        let folder = try TemporaryFolder()
        try folder.write("a", to: "inbox/a/plugin.yaml")
        let watch = FolderWatch(
            ofInbox: "\(folder.path)/inbox",
            maximumWatches: isTold ? 100 : 0,
            pollInterval: .milliseconds(10)
        )
        #expect((watch.notice == nil) == isTold)
        try folder.write("other", to: "inbox/\(name)")
        try await watch.next()
    }
}
