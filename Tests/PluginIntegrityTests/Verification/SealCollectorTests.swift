import Testing

@testable import PluginIntegrity

/// What can only happen while the sealer reads.
@Suite struct SealCollectorTests {
    @Test func writingMeanwhileIsRefused() throws {
        let folder = try PluginFolder.sample()
        let root = try PluginRoot(folder.path)
        var collector = SealCollector(limits: IntegrityLimits())
        var walk = TreeWalk(root, limits: IntegrityLimits())
        try walk.run(&collector)
        // The walk has opened the files; they are hashed at the end.
        try folder.write("plugin.yaml", "id: sample2\n")
        let message = try expectError(.refusedFile) { try collector.finish(directory: folder.path) }
        #expect(message.contains("plugin.yaml changed while it was read;"))
    }

    @Test func removingMeanwhileIsRefused() throws {
        let folder = try PluginFolder.sample()
        let root = try PluginRoot(folder.path)
        var collector = SealCollector(limits: IntegrityLimits())
        // What the walk finds when a name that it has listed is gone.
        try collector.visit(RelativePath("gone"), root.descriptor.find(RelativePath("gone")))
        let message = try expectError(.refusedFile) { try collector.finish(directory: folder.path) }
        #expect(message.contains("gone disappeared while the folder was read;"))
    }
}
