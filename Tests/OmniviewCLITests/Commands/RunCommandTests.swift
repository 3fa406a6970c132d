import Subprocess
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct RunCommandTests {
    /// Shows a log line of each kind before it serves, all of them hostile to a terminal.
    private static let talkative = #"""
        printf '\033[31mplain\033]0;title\007\n' >&2
        printf '{"@level":"warn","@message":"two\\nlines \\u001b[2J","@module":"mod\\u001b","key\\u202e":"\\r"}\n' >&2
        """#

    @Test(arguments: [Signal.interrupt, .terminate])
    func ctrlCStopsIt(signal: Signal) async throws {
        let plugin = try await sealed(SamplePlugin.script(Self.talkative))
        let run = try await Omniview.run(["plugin", "run", plugin.path], until: " started sample: process ") {
            _,
            send in
            try send(signal)
        }
        #expect(run.code == 0)
        #expect(run.text.contains("app protocol 1, TLS 1.3, peer key ECDSA P-521\n"))
        #expect(run.text.hasSuffix(" INFO  stopped: it exited with code 0\n"), "\(run.text)")
    }

    @Test func theLogIsHarmlessAndWithoutColour() async throws {
        let plugin = try await sealed(SamplePlugin.script(Self.talkative))
        let run = try await Omniview.run(["plugin", "run", plugin.path], until: " started sample: ") { _, send in
            try send(.interrupt)
        }
        #expect(!run.output.contains { $0 < 0x20 && $0 != 0x0a || $0 == 0x7f }, "\(run.text)")
        #expect(!run.text.unicodeScalars.contains("\u{202e}"))
        #expect(run.text.contains(#" DEBUG \u{1b}[31mplain\u{1b}]0;title\u{7}"# + "\n"), "\(run.text)")
        #expect(
            run.text.contains(#" WARN  mod\u{1b}: two\u{a}lines \u{1b}[2J key\u{202e}="\u{d}""# + "\n"),
            "\(run.text)"
        )
    }

    @Test func theJSONStandsAloneOnStandardOutput() async throws {
        let plugin = try await sealed(SamplePlugin.native())
        let run = try await Omniview.run(["plugin", "run", plugin.path, "--json"], until: " started sample: ") {
            line,
            _ in
            kill(try #require(Self.process(in: line)), SIGTERM)
        }
        #expect(run.code == 69)
        let object = try run.object()
        #expect(object.keys.sorted() == ["stop"])
        let stop = try #require(object["stop"]?.object)
        #expect(stop == ["graceful": .bool(false), "exit": .number(143), "signal": .number(15)])
        #expect(run.error.contains(" INFO  started sample: process "))
        #expect(run.error.contains("error: the plugin sample ended by itself: it "))
    }

    @Test func thePluginsOwnCrashEndsIt() async throws {
        let plugin = try await sealed(SamplePlugin.native())
        let run = try await Omniview.run(["plugin", "run", plugin.path], until: " started sample: ") { line, _ in
            kill(try #require(Self.process(in: line)), SIGKILL)
        }
        #expect(run.code == 69)
        #expect(run.error == "error: the plugin sample ended by itself: it was ended by signal 9\n")
        #expect(run.text.contains(" INFO  started sample: "))
    }

    @Test func whoStopsReadingEndsIt() async throws {
        let plugin = try await sealed(SamplePlugin.native())
        let run = try await Omniview.runWithoutReader(["plugin", "run", plugin.path])
        #expect(run.status == .exited(0))
        #expect(run.error == "")
    }

    @Test func aPluginWithoutAManifestSaysSo() async throws {
        let plugin = try SamplePlugin.native()
        #expect(try await Omniview.run(["plugin", "run", plugin.path]).code == 77)
        let run = try await Omniview.run(["plugin", "run", plugin.path, "--unsealed"], until: " started sample: ") {
            _,
            send in
            try send(.interrupt)
        }
        #expect(run.code == 0)
        #expect(run.text.contains(" WARN  started without a manifest: its files are not verified\n"))
    }

    @Test func warningsOfTheDefinitionAreShown() async throws {
        let plugin = try SamplePlugin(
            definition: "id: sample\nname: Sample\nversion: 1.0.0\ncapabilities: [exec]\nunheard_of: 1\n"
        )
        // An older definition's cookie is its id, which the peers do not know; the definition is what matters here.
        try plugin.install(Products.peer("cpp/bin/cpp-plugin"))
        let run = try await Omniview.run(["plugin", "run", plugin.path, "--unsealed"])
        #expect(run.code == 69)
        #expect(run.text.contains(" WARN  "))
        #expect(run.text.contains("unheard_of"))
    }

    @Test func aProgramRunsWithoutAFolder() async throws {
        let run = try await Omniview.run(["plugin", "run"] + Programs.node(), until: " started ") { _, send in
            try send(.interrupt)
        }
        #expect(run.code == 0)
        #expect(run.text.hasSuffix(" INFO  stopped: it exited with code 0\n"))
    }

    private static func process(in line: String) -> Int32? {
        let words = line.split(whereSeparator: { $0 == " " || $0 == "," })
        guard let index = words.firstIndex(of: "process"), index + 1 < words.count else { return nil }
        return Int32(words[index + 1])
    }

    private func sealed(_ plugin: SamplePlugin) async throws -> SamplePlugin {
        #expect(try await Omniview.run(["plugin", "seal", plugin.path]).code == 0)
        return plugin
    }
}
