import Logging
import PluginProtocol
import TestSupport
import Testing

@testable import PluginHost

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a killed host has left, and what looks like it.
@Suite(.startsProcesses) struct LeftDirectoriesTests {
    private let parent: TemporaryFolder

    init() throws { parent = try TemporaryFolder() }

    private func exists(_ name: String) -> Bool {
        var status = stat()
        return lstat("\(parent.path)/\(name)", &status) == 0
    }

    @Test func whatIsLeftGoesAndNothingElseDoes() throws {
        try parent.write("x", to: "ov-aaaaaa/plugin1/deep/file")
        try parent.write("kept", to: "kept/file")
        symlink("\(parent.path)/kept", "\(parent.path)/ov-aaaaaa/link")
        symlink("\(parent.path)/kept", "\(parent.path)/ov-aaaaaa/plugin1/link")
        symlink("\(parent.path)/kept", "\(parent.path)/ov-bbbbbb")
        try parent.write("a file", to: "ov-cccccc")
        for name in ["ov-aaaaa", "ov-aaaaaaa", "ov-aaaa.a", "ov-aaaaé", "xov-aaaa", "OV-aaaaaa"] {
            mkdir("\(parent.path)/\(name)", 0o700)
        }
        let before = Set(parent.entries)
        LeftDirectories.sweep(below: parent.path)
        #expect(before.subtracting(parent.entries) == ["ov-aaaaaa"])
        #expect(try readFile("\(parent.path)/kept/file") == Array("kept".utf8))
    }

    @Test func aLockedOneStaysUntilItsHostIsGone() throws {
        let path = "\(parent.path)/ov-locked"
        mkdir(path, 0o700)
        var lock = DirectoryLock(taking: path)
        #expect(lock != nil)
        #expect(DirectoryLock(taking: path) == nil)
        LeftDirectories.sweep(below: parent.path)
        #expect(exists("ov-locked"))
        lock = nil
        LeftDirectories.sweep(below: parent.path)
        #expect(!exists("ov-locked"))
    }

    #if os(Linux)
    @Test func oneThatSomebodyListensInStays() throws {
        mkdir("\(parent.path)/ov-listen", 0o700)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "\(parent.path)/ov-listen/s".utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0 && listen(descriptor, 1) == 0)
        LeftDirectories.sweep(below: parent.path)
        #expect(exists("ov-listen"))
        close(descriptor)
        LeftDirectories.sweep(below: parent.path)
        #expect(!exists("ov-listen"))
    }
    #endif

    @Test func sweepsThatRaceWithStartsTakeNothingThatIsInUse() async throws {
        let parent = parent.path
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask { for _ in 0..<300 { LeftDirectories.sweep(below: parent) } }
            }
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<300 {
                        guard let made = try? TemporaryDirectory(below: parent) else {
                            Issue.record("no folder could be made")
                            return
                        }
                        let file = open("\(made.path)/file", O_CREAT | O_WRONLY, 0o600)
                        #expect(file >= 0)
                        close(file)
                        await Task.yield()
                        #expect(access("\(made.path)/file", F_OK) == 0)
                        made.remove()
                        #expect(access(made.path, F_OK) != 0)
                    }
                }
            }
        }
        #expect(self.parent.entries.isEmpty)
    }

    @Test func hostSweepsBesideItsFirstPlugin() async throws {
        try parent.write("x", to: "ov-killed/plugin1")
        var plugin = try FakePlugin("exit 1")
        plugin.launch.socketDirectory = parent.path
        _ = try await plugin.startFailure()
        #expect(parent.entries.isEmpty)
        // Once for each folder: what comes later is another host's, or is swept by it.
        try parent.write("x", to: "ov-killed/plugin1")
        _ = try await plugin.startFailure()
        #expect(parent.entries == ["ov-killed"])
    }

    @Test func folderOfARunningPluginIsLocked() async throws {
        var launch = try Peers.swiftLaunch()
        launch.socketDirectory = parent.path
        _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            let name = try #require(parent.entries.first)
            #expect(DirectoryLock(taking: "\(parent.path)/\(name)") == nil)
            LeftDirectories.sweep(below: parent.path)
            #expect(parent.entries == [name])
        }
    }
}

/// Removing what somebody else has put there.
@Suite struct DirectoryRemovalTests {
    @Test func depthIsNoMatter() throws {
        let parent = try TemporaryFolder()
        let path = "\(parent.path)/tree"
        mkdir(path, 0o700)
        // Far deeper than a path can be long, and than a stack or the descriptors would last.
        var at = open(path, O_RDONLY | O_DIRECTORY)
        for _ in 0..<5_000 {
            try #require(mkdirat(at, "d", 0o700) == 0)
            let file = openat(at, "ov-moved-1", O_CREAT | O_WRONLY, 0o600)
            close(file)
            let next = openat(at, "d", O_RDONLY | O_DIRECTORY)
            close(at)
            at = next
        }
        close(at)
        DirectoryRemoval.remove(try #require(DirectoryLock(taking: path)), at: path)
        #expect(parent.entries.isEmpty)
    }

    @Test func namesThatAreNoTextGoToo() throws {
        let parent = try TemporaryFolder()
        let path = "\(parent.path)/tree"
        mkdir(path, 0o700)
        let lock = try #require(DirectoryLock(taking: path))
        let name: [CChar] = [-1, 65, 0]
        let file = openat(lock.descriptor, name, O_CREAT | O_WRONLY, 0o600)
        try #require(file >= 0)
        close(file)
        DirectoryRemoval.remove(lock, at: path)
        #expect(parent.entries.isEmpty)
    }

    @Test(arguments: [(9, false), (10, true)])
    func entriesAreLimited(limit: Int, isGone: Bool) throws {
        let parent = try TemporaryFolder()
        let path = "\(parent.path)/tree"
        for number in 0..<10 { try parent.write("x", to: "tree/\(number)") }
        DirectoryRemoval.remove(try #require(DirectoryLock(taking: path)), at: path, maximumEntries: limit)
        #expect(parent.entries.isEmpty == isGone)
    }

    @Test func nameThatBelongsToSomethingElseByNowStays() throws {
        let parent = try TemporaryFolder()
        let path = "\(parent.path)/tree"
        mkdir(path, 0o700)
        let lock = try #require(DirectoryLock(taking: path))
        rename(path, "\(parent.path)/moved")
        mkdir(path, 0o700)
        DirectoryRemoval.remove(lock, at: path)
        #expect(parent.entries == ["moved", "tree"])
    }
}
