import ArgumentParser
import EngineAPI

/// The versions of a plugin in the store.
struct VersionsCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "versions",
        abstract: "Lists the versions of a plugin that are in the store, newest first.",
        discussion: """
            The active one has a star. One that did not work when it was tried is refused: a rollback does not go to it.

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
            guard !versions.isEmpty else { return "no version is in the store\n" }
            var table = Table("", "version", "installed", "from", "digest")
            for version in versions {
                table.add(
                    version.active ? Table.Cell("*", .good) : version.refused ? Table.Cell("refused", .bad) : "",
                    Table.Cell(version.version),
                    Table.Cell(Quantity.time(version.installedAt)),
                    Table.Cell(version.origin),
                    Table.Cell(version.digest)
                )
            }
            return table.text(on: terminal)
        }
    }
}
