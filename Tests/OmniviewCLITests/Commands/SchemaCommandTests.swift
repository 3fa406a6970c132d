import Subprocess
import TestSupport
import Testing

@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct SchemaCommandTests {
    @Test func printsTheSchemaOfTheRepository() async throws {
        let run = try await Omniview.run(["plugin", "schema"])
        #expect(run.code == 0)
        #expect(run.error == "")
        let published = try readFile("\(Products.root)/Sources/PluginDefinition/Schema/plugin.schema.json")
        #expect(run.output == published)
        let schema = try run.object()
        #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
    }

    @Test func whoStopsReadingGetsNoComplaint() async throws {
        let run = try await Omniview.runWithoutReader(["plugin", "schema"])
        // As any other command: it ends without a word, by SIGPIPE unless that is ignored.
        #expect(run.status == .signaled(13) || run.status == .exited(0))
        #expect(run.error == "")
    }
}
