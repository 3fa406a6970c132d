import TestSupport
import Testing

@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct CallCommandTests {
    private static let echo = "interop.kv.KV/Echo"
    /// `Payload` with three bytes of data; `Echo` answers the same.
    private static let payload: [UInt8] = [0x0a, 0x03, 1, 2, 255]

    @Test func anEmptyMessageIsTheDefault() async throws {
        let run = try await Omniview.run(["plugin", "call"] + Programs.cpp() + [Self.echo])
        #expect(run.code == 0, "\(run.error)")
        let lines = run.text.split(separator: "\n")
        #expect(lines.prefix(3) == ["OK", "  request   0 bytes", "  response  0 bytes"])
        #expect(lines.last?.hasPrefix("  took      ") == true)
        #expect(lines.last?.hasSuffix(" ms") == true)
        #expect(!run.output.contains(0x1b))
    }

    @Test func requestAndResponseMayBeFiles() async throws {
        let folder = try TemporaryFolder()
        let request = try folder.write(String(decoding: Self.payload.dropLast(), as: UTF8.self) + "x", to: "request")
        let response = "\(folder.path)/response"
        let run = try await Omniview.run(
            ["plugin", "call", "--json"] + Programs.cpp() + [Self.echo, "--request", request, "--response", response]
        )
        #expect(run.code == 0, "\(run.error)")
        #expect(try readFile(response) == readFile(request))
        let object = try run.object()
        #expect(
            object.keys.sorted() == [
                "duration_ms", "message", "request_bytes", "response_bytes", "responses", "status", "stop",
            ]
        )
        #expect(object["status"]?.string == "OK")
        #expect(object["message"]?.string == "")
        #expect(object["request_bytes"] == .number(5))
        #expect(object["response_bytes"] == .number(5))
        #expect(object["responses"] == .number(1))
        #expect((object["duration_ms"]?.number ?? 0) > 0)
        #expect(object["stop"] == .object(["graceful": .bool(true), "exit": .number(0), "signal": .null]))
    }

    @Test func requestAndResponseMayBeStandardStreams() async throws {
        let run = try await Omniview.run(
            ["plugin", "call"] + Programs.cpp() + [Self.echo, "--request", "-", "--response", "-"],
            input: Self.payload
        )
        #expect(run.code == 0, "\(run.error)")
        #expect(run.output == Self.payload, "nothing but the response")
        #expect(run.error == "")
    }

    @Test func aStreamGivesAllItsMessages() async throws {
        let run = try await Omniview.run(
            ["plugin", "call"] + Programs.cpp() + ["interop.kv.KV/Count", "--request", "-", "--response", "-"],
            input: [0x08, 3]
        )
        #expect(run.output == [0x08, 1, 0x08, 2, 0x08, 3])
        let shown = try await Omniview.run(
            ["plugin", "call"] + Programs.cpp() + ["interop.kv.KV/Count", "--request", "-"],
            input: [0x08, 3]
        )
        #expect(shown.text.contains("  response  6 bytes in 3 messages\n"))
    }

    @Test func anotherStatusIsUnavailable() async throws {
        let folder = try TemporaryFolder()
        let response = try folder.write("older", to: "response")
        // Fail {code: 5, message: "not \u{1b}[31mhere"}
        let message = Array("not \u{1b}[31mhere".utf8)
        let request = [0x08, 5, 0x12, UInt8(message.count)] + message
        let words = try ["plugin", "call"] + Programs.go() + ["interop.kv.KV/Fail", "--request", "-"]
        let run = try await Omniview.run(words + ["--response", response], input: request)
        #expect(run.code == 69)
        #expect(run.text.hasPrefix("NOT_FOUND: not \\u{1b}[31mhere\n"), "\(run.text)")
        #expect(try readFile(response) == Array("older".utf8), "a call that failed has no response")
        let json = try await Omniview.run(words + ["--json"], input: request)
        #expect(json.code == 69)
        #expect(try json.object()["status"]?.string == "NOT_FOUND")
        #expect(try json.object()["message"]?.string == "not \u{1b}[31mhere")
        let streamed = try await Omniview.run(words + ["--response", "-"], input: request)
        #expect(streamed.output == [])
        #expect(streamed.error.hasPrefix("NOT_FOUND: "))
    }

    @Test func aMethodThatIsNotThereIsUnimplemented() async throws {
        let run = try await Omniview.run(["plugin", "call", "--json"] + Programs.go() + ["interop.kv.KV/None"])
        #expect(run.code == 69)
        #expect(try run.object()["status"]?.string == "UNIMPLEMENTED")
    }

    @Test func aPluginThatCrashesIsSaidToHaveCrashed() async throws {
        let words = try ["plugin", "call"] + Programs.cpp() + ["interop.kv.KV/Crash"]
        let run = try await Omniview.run(words)
        #expect(run.code == 69)
        #expect(run.text.hasPrefix("UNAVAILABLE: "))
        #expect(run.text.hasSuffix("  stopped   not gracefully, signal 6\n"), "\(run.text)")
        let object = try await Omniview.run(words + ["--json"]).object()
        #expect(object["stop"] == .object(["graceful": .bool(false), "exit": .number(134), "signal": .number(6)]))
    }

    @Test func aCallThatTakesTooLongIsGivenUp() async throws {
        let run = try await Omniview.run(
            ["plugin", "call", "--json", "--timeout", "200ms"] + Programs.node() + ["plugin.GRPCStdio/StreamStdio"]
        )
        #expect(run.code == 69)
        #expect(try run.object()["status"]?.string == "DEADLINE_EXCEEDED")
    }

    @Test func manyCallsAreMeasured() async throws {
        let words = try ["plugin", "call"] + Programs.cpp() + [Self.echo, "--repeat", "50", "--concurrency", "4"]
        let run = try await Omniview.run(words + ["--json"])
        #expect(run.code == 0, "\(run.error)")
        let object = try run.object()
        #expect(object.keys.sorted() == ["calls", "calls_per_second", "errors", "first_error", "latency_us"])
        #expect(object["calls"] == .number(50))
        #expect(object["errors"] == .number(0))
        #expect(object["first_error"] == .null)
        #expect((object["calls_per_second"]?.number ?? 0) > 0)
        let latency = try #require(object["latency_us"]?.object)
        #expect(latency.keys.sorted() == ["p50", "p90", "p99"])
        let values = ["p50", "p90", "p99"].compactMap { latency[$0]?.number }
        #expect(values.count == 3 && values[0] > 0 && values == values.sorted())
        let shown = try await Omniview.run(words)
        for label in ["calls         50", "errors        0", "calls/s       ", "latency       p50 "] {
            #expect(shown.text.contains("  \(label)"), "\(shown.text)")
        }
    }

    @Test func callsThatFailAreCounted() async throws {
        let run = try await Omniview.run(
            ["plugin", "call", "--json"] + Programs.cpp() + ["interop.kv.KV/None", "--repeat", "5"]
        )
        #expect(run.code == 69)
        let object = try run.object()
        #expect(object["calls"] == .number(5))
        #expect(object["errors"] == .number(5))
        #expect(object["first_error"]?.string?.hasPrefix("UNIMPLEMENTED") == true)
    }

    @Test func aRequestThatCannotBeReadIsBadData() async throws {
        let folder = try TemporaryFolder()
        for (path, says) in [("\(folder.path)/none", "No such file"), (folder.path, "directory")] {
            let run = try await Omniview.run(
                ["plugin", "call", "--json"] + Programs.cpp() + [Self.echo, "--request", path]
            )
            #expect(run.code == 65)
            let failure = try run.failure()
            #expect(failure.code == "unreadable")
            #expect(failure.message.contains(path) && failure.message.contains(says))
        }
    }

    @Test func aResponseThatCannotBeWrittenIsBadData() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/none/response"
        let run = try await Omniview.run(
            ["plugin", "call", "--json"] + Programs.cpp() + [Self.echo, "--response", path]
        )
        #expect(run.code == 65)
        #expect(try run.failure().code == "unwritable")
    }

    @Test func aFolderMayBeCalledToo() async throws {
        let plugin = try SamplePlugin.native()
        let words = ["plugin", "call", plugin.path, Self.echo]
        let refused = try await Omniview.run(words)
        #expect(refused.code == 77)
        let unsealed = try await Omniview.run(words + ["--unsealed"])
        #expect(unsealed.code == 0)
        #expect(unsealed.error == "warning: started without a manifest: its files are not verified\n")
        #expect(try await Omniview.run(["plugin", "seal", plugin.path]).code == 0)
        let sealed = try await Omniview.run(words)
        #expect(sealed.code == 0, "\(sealed.error)")
        #expect(sealed.error == "")
    }

    @Test func aScriptLeavesNoCopyBehind() async throws {
        let plugin = try SamplePlugin.script("", backend: "  command: [sh, bin/plugin]")
        #expect(try await Omniview.run(["plugin", "seal", plugin.path]).code == 0)
        // The run itself is held to leave nothing in its temporary folder, whether it went well or not.
        #expect(try await Omniview.run(["plugin", "call", plugin.path, Self.echo]).code == 0)
        #expect(try await Omniview.run(["plugin", "call", plugin.path, "interop.kv.KV/None"]).code == 69)
        #expect(try await Omniview.run(["plugin", "inspect", plugin.path, "--app-protocol", "9"]).code == 69)
    }

    /// The method is the last word that is not an option's, wherever the program and its arguments stand.
    @Test(
        arguments: [
            { $0 + ["METHOD"] },
            { ["METHOD"] + $0 },
            { $0.reversedPairs + ["METHOD"] },
            { $0 + ["--", "METHOD"] },
            { $0 + ["--", "--flag", "METHOD"] },
            { $0 + ["METHOD", "--", "--flag"] },
        ] as [@Sendable ([String]) -> [String]]
    )
    func theMethodIsTheLastWord(order: @Sendable ([String]) -> [String]) async throws {
        let words = order(try Programs.cpp()).map { $0 == "METHOD" ? Self.echo : $0 }
        let run = try await Omniview.run(["plugin", "call"] + words)
        #expect(run.code == 0, "\(words): \(run.error)")
        #expect(run.text.hasPrefix("OK\n"))
    }
}

extension [String] {
    /// `--exec PROGRAM --cookie KEY=VALUE` with the program last, so that the method follows it directly.
    fileprivate var reversedPairs: [String] {
        [self[2], self[3], self[0], self[1]]
    }
}
