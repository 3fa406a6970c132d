import Testing

@testable import PluginEngine

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Each of these waits for a change, and fails by not ending.
@Suite(.timeLimit(.minutes(10)))
struct FolderWatchTests {
    enum Change: CaseIterable {
        case addition, removal, alteration, newFile, deepFile, mode, renaming, arrival, link, switching, linked
    }

    @Test(arguments: Change.allCases, [true, false])
    func tellsOfAChange(change: Change, isTold: Bool) async throws {
        let plugins = try PluginsFolder()
        try plugins.add("a")
        try plugins.add("b", in: "elsewhere", beside: true)
        try plugins.add("b", in: "elsewhere-2", beside: true)
        try plugins.link("b", to: "../elsewhere")
        let watch = watch(plugins, isTold: isTold)
        try make(change, in: plugins)
        try await watch.next()
    }

    private func make(_ change: Change, in plugins: PluginsFolder) throws {
        switch change {
        case .addition: try plugins.add("new")
        case .removal: try plugins.remove("a")
        case .alteration: try plugins.write("export { other }", to: "a/assets/entry.js")
        case .newFile: try plugins.write("", to: "a/other")
        case .deepFile: try plugins.write("", to: "a/assets/x/y/z")
        case .mode: try #require(chmod("\(plugins.path)/a/assets/entry.js", 0o600) == 0)
        case .renaming: try plugins.move("a", to: "z")
        case .arrival: try plugins.move("../elsewhere-2", to: "c")
        case .link: try plugins.link("c", to: "../elsewhere")
        case .switching:
            try plugins.link("next", to: "../elsewhere-2")
            try #require(rename("\(plugins.path)/next", "\(plugins.path)/b") == 0)
        case .linked: try plugins.write("export { other }", to: "../elsewhere/assets/entry.js")
        }
    }

    @Test(arguments: [true, false])
    func watchesWhatAppearedLater(isTold: Bool) async throws {
        let plugins = try PluginsFolder()
        let watch = watch(plugins, isTold: isTold)
        try plugins.add("new")
        try await watch.next()
        try plugins.write("", to: "new/assets/deep/file")
        try await watch.next()
        try plugins.write("longer", to: "new/assets/deep/file")
        try await watch.next()
    }

    @Test func tellsAfterAScanOfWhatChangedDuringIt() async throws {
        let plugins = try PluginsFolder()
        let watch = watch(plugins, isTold: true)
        try plugins.add("a")
        try await watch.next()
        // Here a scan would run.
        try plugins.add("b")
        try await watch.next()
        let catalogue = try await scan(plugins).run()
        #expect(catalogue.plugins.count == 2)
    }

    @Test func doesNotLookAtWhatPluginsWrite() throws {
        let plugins = try PluginsFolder()
        try plugins.add("a")
        for name in ["a/data/x/y", "a/store/x", "a/.git/x", "a/assets/data/x", ".hidden/x"] {
            try plugins.write("", to: name)
        }
        var entered: [String] = []
        try WatchedTree.walk(plugins.path, limit: 100) { entered.append(String($0.dropFirst(plugins.path.count))) }
        #expect(entered.sorted() == ["", "/a", "/a/assets", "/a/assets/data"])
        let before = FolderSnapshot(of: plugins.path)
        try plugins.write("cache", to: "a/data/x/y")
        #expect(FolderSnapshot(of: plugins.path) == before)
        try plugins.write("more", to: "a/assets/entry.js")
        #expect(FolderSnapshot(of: plugins.path) != before)
    }

    @Test func aStormIsToldOfBeforeItEnds() async throws {
        let plugins = try PluginsFolder()
        try plugins.add("a")
        let watch = watch(plugins, isTold: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    try plugins.write("x", to: "a/file")
                    await Task.yield()
                }
            }
            try await watch.next()
            group.cancelAll()
        }
    }

    @Test func looksForChangesWhereThereAreTooManyFolders() async throws {
        let plugins = try PluginsFolder()
        for number in 0..<5 { try plugins.add("p\(number)") }
        let watch = FolderWatch(of: plugins.path, maximumWatches: 4, pollInterval: .milliseconds(10))
        #expect(watch.notice?.text.contains("more than 4 folders") == true)
        #expect(watch.notice?.advice?.contains("remove what is not needed from ") == true)
        try plugins.write("longer", to: "p3/assets/entry.js")
        try await watch.next()
        for number in 1..<5 { try plugins.remove("p\(number)") }
        try await watch.next()
        #expect(watch.notice == nil)
        try plugins.write("longest of all", to: "p0/assets/entry.js")
        try await watch.next()
        #expect(FolderWatch.maximumWatches == 8192)
    }

    @Test func waitsForAFolderThatIsNotThere() async throws {
        let plugins = try PluginsFolder()
        let path = "\(plugins.path)/later"
        let watch = FolderWatch(of: path, pollInterval: .milliseconds(10))
        #expect(watch.notice?.text.contains("is not there") == true)
        try plugins.makeFolder("later/a")
        try await watch.next()
        #expect(watch.notice == nil)
        try plugins.remove("later")
        try await watch.next()
        #expect(watch.notice?.text.contains("is not there") == true)
        try plugins.makeFolder("later")
        try await watch.next()
        try plugins.makeFolder("later/b")
        try await watch.next()
    }

    @Test func endsWhenCancelled() async throws {
        let plugins = try PluginsFolder()
        for isTold in [true, false] {
            await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    let watch = watch(plugins, isTold: isTold)
                    do {
                        try await watch.next()
                        return false
                    } catch {
                        return error is CancellationError
                    }
                }
                group.cancelAll()
                #expect(await group.next() == true)
            }
        }
    }

    @Test func loopsOfLinksAreNoTrap() async throws {
        let plugins = try PluginsFolder()
        try plugins.link("self", to: "self")
        try plugins.link("here", to: ".")
        try plugins.link("up", to: "..")
        try plugins.add("a")
        try plugins.link("a/assets/back", to: "../..")
        let watch = watch(plugins, isTold: true)
        #expect(watch.notice == nil)
        try plugins.write("longer", to: "a/assets/entry.js")
        try await watch.next()
    }
}

private func watch(_ plugins: PluginsFolder, isTold: Bool) -> FolderWatch {
    // Without a single watch, everything is looked for.
    FolderWatch(of: plugins.path, maximumWatches: isTold ? 100 : 0, pollInterval: .milliseconds(10))
}
