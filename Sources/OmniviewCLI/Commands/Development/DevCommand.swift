import ArgumentParser
import EngineAPI
import PluginDefinition
import PluginTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Runs a plugin in the engine while it is written.
struct DevCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Builds a plugin, runs it in the engine, and swaps it whenever a source changes, until Ctrl-C.",
        discussion: """
            The engine tries each new version beside the one that runs, which goes on when the new one does not build \
            or does not start. Ctrl-C leaves the plugin in the engine.

            Example:
              omniview plugin dev greeter
              omniview plugin dev greeter --build "go build -o bin/plugin ."
            """
    )

    @Argument(help: "The folder with the plugin's plugin.yaml and its sources.", completion: .directory)
    var directory: String

    @Option(help: ArgumentHelp("The product of the Swift package; default that of the plugin's id.", valueName: "name"))
    var product: String?

    @Option(
        help: ArgumentHelp(
            "Build with this command of the shell, run in the folder, after which bin/plugin must be there.",
            valueName: "command"
        )
    )
    var build: String?

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    /// So many lines of the log are asked for at the start, for those that come before it is followed.
    private static let tail = 1000

    func validate() throws {
        guard product == nil || build == nil else {
            throw ValidationError(
                "--product names a product of a Swift package, and --build is another way to build; "
                    + "give one of them"
            )
        }
    }

    func execute(_ client: EngineClient) async throws {
        _ = try DefinitionReader.read(directory: directory)
        _ = try await client.info()
        let isJSON = output.json
        let tell = { @Sendable (event: DevelopmentEvent) throws in
            let isRead =
                isJSON
                ? try OutputOptions.printLine(event)
                : Terminal.standardOutput.write(event.text(on: .standardOutput))
            if !isRead { throw OutputClosed() }
        }
        let isKnown = OneShot<String>()
        do {
            try await Interruption.cancelling { [self] in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        var session = DevelopmentSession(
                            directory: directory,
                            build: build.map { .command($0) } ?? .swift(product: product),
                            installing: Installing(engine: engine),
                            client: client,
                            isKnown: isKnown,
                            tell: tell
                        )
                        try await session.run()
                    }
                    group.addTask { try await Self.showLog(of: isKnown, client, tell) }
                    while try await group.next() != nil {}
                }
            }
        } catch is OutputClosed {
        } catch is CancellationError {
            let plugin = try? isKnown.outcome?.get()
            try? tell(.ended(plugin: plugin))
        }
    }

    private struct OutputClosed: Error {}

    /// Shows what the plugin logs from now on, once the engine knows it.
    private static func showLog(
        of isKnown: OneShot<String>,
        _ client: EngineClient,
        _ tell: @Sendable (DevelopmentEvent) throws -> Void
    ) async throws {
        let start = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let id = try await isKnown.value()
        for try await item in client.followLogs(of: id, tail: tail, level: nil) {
            switch item {
            case .opened, .broke: break
            case .gap(let gap): try tell(.gap(gap))
            // A plugin that ran before has written more than is of interest here.
            case .value(let record): if record.time >= start { try tell(.log(record)) }
            }
        }
    }
}
