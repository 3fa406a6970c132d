import PluginEngine
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct PluginFoldersTests {
    @Test func takesFoldersInTheOrderOfTheirBytes() throws {
        let plugins = try PluginsFolder()
        for name in ["b", "a", "B", "a-1", ".hidden", "ü"] { try plugins.makeFolder(name) }
        try plugins.write("", to: "file")
        let found = try PluginFolders(in: plugins.path)
        #expect(found.folders.map(\.name) == ["B", "a", "a-1", "b", "\\xc3\\xbc"])
        #expect(found.refused.isEmpty && found.notices.isEmpty)
    }

    @Test func followsRelativeLinksToFolders() throws {
        let plugins = try PluginsFolder()
        let target = try plugins.add("dev", in: "elsewhere", beside: true)
        try plugins.link("dev", to: "../elsewhere")
        try plugins.write("", to: "file")
        try plugins.link("link-to-file", to: "file")
        let folder = try #require(try PluginFolders(in: plugins.path).folders.first)
        #expect(folder.name == "dev" && folder.isLink)
        #expect(folder.directory == target)
        #expect(try PluginFolders(in: plugins.path).folders.count == 1)
    }

    @Test(arguments: [
        ("loop", "absolute path", false), ("nowhere", "leads nowhere", false), ("/usr", "absolute path", true),
        (".", "holds the plugins' own", true), ("..", "holds the plugins' own", true),
        ("../../../../../../../..", "holds the plugins' own", true),
    ])
    func refusesOtherLinks(target: String, reason: String, isTarget: Bool) throws {
        let plugins = try PluginsFolder()
        try plugins.makeFolder("good")
        try plugins.link("loop", to: target)
        let found = try PluginFolders(in: plugins.path)
        #expect(found.folders.map(\.name) == ["good"])
        let refused = try #require(found.refused.first)
        #expect(refused.folder.name == "loop")
        #expect(refused.error.code == .invalidFolder)
        #expect(refused.error.message.contains(isTarget ? reason : "leads nowhere"))
    }

    @Test func namesOfAnyBytesAreShownSafely() throws {
        let plugins = try PluginsFolder()
        try plugins.makeFolder("new\nline")
        try plugins.makeFolder("back\\slash")
        // The same letter in two forms, which are equal as text.
        try plugins.makeFolder("\u{e9}")
        try plugins.makeFolder("e\u{301}")
        try #require(mkdir(Array("\(plugins.path)/x".utf8CString).dropLast() + [-1, 0], 0o755) == 0)
        let found = try PluginFolders(in: plugins.path)
        #expect(found.folders.map(\.name) == ["back\\x5cslash", "e\\xcc\\x81", "new\\x0aline", "\\xc3\\xa9"])
        #expect(found.refused.map(\.folder.name) == ["x\\xff"])
        #expect(found.refused.first?.error.message.contains("not UTF-8") == true)
    }

    @Test func stopsAtTheMostPlugins() throws {
        let plugins = try PluginsFolder()
        for number in 0..<5 { try plugins.makeFolder("p\(number)") }
        let found = try PluginFolders(in: plugins.path, maximumCount: 3)
        #expect(found.folders.map(\.name) == ["p0", "p1", "p2"])
        #expect(found.notices.count == 1)
        #expect(found.notices.first?.contains("more than 3 plugins: \"p3\" and those after it") == true)
        #expect(PluginFolders.maximumCount == 1000)
    }

    @Test func stopsAtTheMostNames() throws {
        let plugins = try PluginsFolder()
        for number in 0...PluginFolders.maximumNames {
            let descriptor = open("\(plugins.path)/.\(number)", O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
            try #require(descriptor >= 0)
            close(descriptor)
        }
        try expectError(.limitExceeded) { try PluginFolders(in: plugins.path) }
    }

    @Test func refusesAFolderThatIsNotThere() throws {
        let plugins = try PluginsFolder()
        try expectError(.notFound) { try PluginFolders(in: plugins.path + "/nowhere") }
        try plugins.write("", to: "file")
        try expectError(.notFound) { try PluginFolders(in: plugins.path + "/file") }
    }
}
