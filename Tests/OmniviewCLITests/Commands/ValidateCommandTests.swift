import TestSupport
import Testing

@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct ValidateCommandTests {
    @Test func aGoodDefinitionIsValid() async throws {
        let run = try await Omniview.run(["plugin", "validate", "\(Products.root)/Plugins/hello"])
        #expect(run.code == 0)
        #expect(run.text == "valid: hello 1.0.0\n")
        #expect(run.error == "")
    }

    @Test func theJSONHasTheDefinition() async throws {
        let run = try await Omniview.run(["plugin", "validate", "\(Products.root)/Plugins/hello", "--json"])
        #expect(run.code == 0)
        let object = try run.object()
        #expect(object.keys.sorted() == ["definition", "diagnostics", "valid"])
        #expect(object["valid"] == .bool(true))
        #expect(object["diagnostics"] == .array([]))
        #expect(object["definition"]?.object?["id"]?.string == "hello")
        #expect(object["definition"]?.object?["backend"]?.object?["start_timeout"]?.string == "10s")
    }

    private static let wrong = SamplePlugin.head + "capabilities: [exce]\nlicens: MIT\nbackend: {tls: maybe}\n"

    @Test func allErrorsAreNamedAtOnce() async throws {
        let plugin = try SamplePlugin(definition: Self.wrong)
        let run = try await Omniview.run(["plugin", "validate", plugin.path])
        #expect(run.code == 65)
        let lines = run.text.split(separator: "\n")
        #expect(lines.count == 4)
        for (line, place) in [(":5:16: error:", "`exec`"), (":6:1: error:", "`license`"), (":7:16: error:", "tls")] {
            #expect(
                lines.contains { $0.hasPrefix(plugin.file("plugin.yaml") + line) && $0.contains(place) },
                "\(run.text)"
            )
        }
        #expect(lines.last == "invalid: 3 errors")
    }

    @Test func theJSONOfAnInvalidDefinitionHasTheSameKeys() async throws {
        let plugin = try SamplePlugin(definition: Self.wrong)
        let run = try await Omniview.run(["plugin", "validate", plugin.path, "--json"])
        #expect(run.code == 65)
        let object = try run.object()
        #expect(object.keys.sorted() == ["definition", "diagnostics", "valid"])
        #expect(object["valid"] == .bool(false))
        #expect(object["definition"] == .null)
        let first = try #require(object["diagnostics"]?.array?.first?.object)
        #expect(first["line"] == .number(5))
        #expect(first["column"] == .number(16))
        #expect(first["severity"]?.string == "error")
        #expect(first["code"]?.string == "unknown-capability")
        #expect(first["suggestion"]?.string == "exec")
        #expect(first["file"]?.string == plugin.file("plugin.yaml"))
        #expect(first["message"]?.string?.isEmpty == false)
    }

    @Test func warningsAreAllowed() async throws {
        let plugin = try SamplePlugin(definition: "id: sample\nname: Sample\nversion: 1.0.0\nunheard_of: 1\n")
        let run = try await Omniview.run(["plugin", "validate", plugin.path])
        #expect(run.code == 0)
        #expect(run.text.contains("warning: "))
        #expect(run.text.contains("unheard_of"))
    }

    @Test func aFolderWithoutADefinitionIsBadData() async throws {
        let folder = try TemporaryFolder()
        let run = try await Omniview.run(["plugin", "validate", folder.path, "--json"])
        #expect(run.code == 65)
        let failure = try run.failure()
        #expect(failure.code == "not-found")
        #expect(failure.message.contains("\(folder.path)/plugin.yaml"))
        #expect(run.error == "error: \(failure.message)\n")
    }

    @Test func theDefinitionCannotSteerTheTerminal() async throws {
        let plugin = try SamplePlugin(definition: SamplePlugin.head + "\"\\e[31mred\\u202e\": 1\n")
        let run = try await Omniview.run(["plugin", "validate", plugin.path])
        #expect(run.code == 65)
        #expect(!run.output.contains(0x1b))
        #expect(!run.text.unicodeScalars.contains("\u{202e}"))
    }
}
