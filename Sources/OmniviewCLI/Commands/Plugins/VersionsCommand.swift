import ArgumentParser
import EngineAPI

/// The versions of a plugin in the store.
struct VersionsCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "versions",
        abstract: "Lists the versions of a plugin that are in the store, newest first.",
        discussion: """
            Example:
              omniview plugin versions hello
            """
    )

    @OptionGroup var plugin: PluginArgument
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute(_ client: EngineClient) async throws {
        let versions = try await client.versions(of: plugin.id)
        try show(versions) { terminal in
            var table = Table("", "version", "installed", "sealed", "from", "digest")
            for version in versions {
                table.add(
                    version.active ? Table.Cell("*", .good) : "",
                    Table.Cell(version.version),
                    Table.Cell(Quantity.time(version.installedAt)),
                    version.sealed ? "yes" : Table.Cell("no", .warning),
                    Table.Cell(version.origin),
                    Table.Cell(version.digest)
                )
            }
            return table.text(on: terminal)
        }
    }
}
