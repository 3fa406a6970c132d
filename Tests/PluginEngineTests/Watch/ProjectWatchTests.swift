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

/// The watch of the folder that a plugin is built from. Each of these waits for a change, and fails by not ending.
@Suite(.timeLimit(.minutes(10)))
struct ProjectWatchTests {
    private static func project() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("a", to: "plugin.yaml")
        try folder.write("a", to: "Sources/main/file")
        try folder.write("a", to: "bin/plugin")
        return folder
    }

    private static func watch(_ project: TemporaryFolder, isTold: Bool) -> FolderWatch {
        FolderWatch(ofProject: project.path, maximumWatches: isTold ? 100 : 0, pollInterval: .milliseconds(10))
    }

    static let counting = ["plugin.yaml", "Sources/main/file", "Sources/bin/file", "new/folder/file"]

    @Test(arguments: counting, [true, false])
    func tellsOfAChange(name: String, isTold: Bool) async throws {
        let project = try Self.project()
        let watch = Self.watch(project, isTold: isTold)
        #expect((watch.notice == nil) == isTold)
        // As long as what was there: only what is in it differs.
        try project.write("b", to: name)
        try await watch.next()
    }

    @Test(arguments: [true, false]) func tellsOfARemovalAndOfAMode(isTold: Bool) async throws {
        let project = try Self.project()
        let watch = Self.watch(project, isTold: isTold)
        try #require(chmod("\(project.path)/plugin.yaml", 0o600) == 0)
        try await watch.next()
        try #require(unlink("\(project.path)/Sources/main/file") == 0)
        try await watch.next()
    }

    @Test func doesNotLookAtWhatABuildWrites() throws {
        let project = try Self.project()
        let before = FolderSnapshot(ofProject: project.path)
        for name in ["bin/plugin", "bin/other", ".build/debug/x", ".git/index", ".swp", "Sources/.build/x"] {
            try project.write("b", to: name)
        }
        // The same bytes once more, at another time.
        try project.write("a", to: "Sources/main/file")
        #expect(FolderSnapshot(ofProject: project.path) == before)
        try project.write("b", to: "Sources/bin/x")
        #expect(FolderSnapshot(ofProject: project.path) != before)

        var entered: [String] = []
        try WatchedTree.walk(project.path, .project, limit: 100) {
            entered.append(String($0.dropFirst(project.path.count)))
        }
        #expect(entered.sorted() == ["", "/Sources", "/Sources/bin", "/Sources/main"])
    }

    @Test func aFileThatIsTooLongIsKnownByItsLengthAndTime() throws {
        let project = try Self.project()
        let long = String(repeating: "x", count: 1 << 20)
        try project.write(long, to: "at-the-edge")
        try project.write(long + "x", to: "beyond")
        let before = FolderSnapshot(ofProject: project.path)
        let sameTime = [timespec(), timespec()]
        try #require(utimensat(AT_FDCWD, "\(project.path)/at-the-edge", sameTime, 0) == 0)
        #expect(FolderSnapshot(ofProject: project.path) == before)
        try #require(utimensat(AT_FDCWD, "\(project.path)/beyond", sameTime, 0) == 0)
        #expect(FolderSnapshot(ofProject: project.path) != before)
    }

    @Test func aProjectThatGoesIsAChange() async throws {
        let project = try Self.project()
        let watch = Self.watch(project, isTold: true)
        try FileManager.default.removeItem(atPath: project.path)
        try await watch.next()
        #expect(watch.notice?.text.contains("is not there") == true)
    }
}
