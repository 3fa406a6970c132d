import PluginHost
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a plugin sees of its host's environment.
@Suite(.startsProcesses) struct EnvironmentTests {
    /// The names of the variables that a plugin is started with, by what it prints.
    private func environment(_ change: (inout PluginLaunch) -> Void) async throws -> [String: String] {
        var plugin = try FakePlugin("env >&2\nexit 1")
        change(&plugin.launch)
        let log = RecordingLog()
        _ = try await plugin.startFailure(log: log)
        let pairs = log.entries.compactMap { entry -> (String, String)? in
            let parts = entry.message.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        return Dictionary(pairs) { _, new in new }
    }

    /// What a shell adds of its own.
    private static let shell: Set<String> = ["PWD", "SHLVL", "_", "OLDPWD"]

    @Test(.conforms(to: 1, 2, 4)) func nothingIsPassedOnByDefault() async throws {
        setenv("OMNIVIEW_TEST_SECRET", "secret", 1)
        let variables = try await environment { _ in }
        #expect(
            Set(variables.keys).subtracting(Self.shell) == [
                "FAKE", "PLUGIN_MIN_PORT", "PLUGIN_MAX_PORT", "PLUGIN_PROTOCOL_VERSIONS", "TMPDIR",
            ]
        )
        #expect(variables["PLUGIN_MIN_PORT"] == "10000")
        #expect(variables["PLUGIN_MAX_PORT"] == "25000")
        #expect(variables["PLUGIN_PROTOCOL_VERSIONS"] == "1")
        #expect(variables["FAKE"] == "yes")
    }

    @Test(.conforms(to: 3, 4)) func namedVariablesArePassedOnAndSetOnesWin() async throws {
        setenv("OMNIVIEW_TEST_PASSED", "from the host", 1)
        setenv("OMNIVIEW_TEST_BOTH", "from the host", 1)
        let variables = try await environment {
            $0.passedEnvironment = ["OMNIVIEW_TEST_PASSED", "OMNIVIEW_TEST_BOTH", "OMNIVIEW_TEST_ABSENT"]
            $0.environment = ["OMNIVIEW_TEST_BOTH": "set", "OMNIVIEW_TEST_SET": "set"]
        }
        #expect(variables["OMNIVIEW_TEST_PASSED"] == "from the host")
        #expect(variables["OMNIVIEW_TEST_BOTH"] == "set")
        #expect(variables["OMNIVIEW_TEST_SET"] == "set")
        #expect(variables["OMNIVIEW_TEST_ABSENT"] == nil)
    }

    @Test(.conforms(to: 5)) func inheritedPluginVariablesNeverLeak() async throws {
        // A host that is itself a plugin has these; a Go child would answer them and break its handshake.
        setenv("PLUGIN_CLIENT_CERT", "outer", 1)
        setenv("PLUGIN_MULTIPLEX_GRPC", "true", 1)
        defer {
            unsetenv("PLUGIN_CLIENT_CERT")
            unsetenv("PLUGIN_MULTIPLEX_GRPC")
        }
        let variables = try await environment {
            $0.passedEnvironment = ["PLUGIN_CLIENT_CERT", "PLUGIN_MULTIPLEX_GRPC"]
        }
        #expect(variables["PLUGIN_CLIENT_CERT"] == nil)
        #expect(variables["PLUGIN_MULTIPLEX_GRPC"] == nil)
    }

    @Test(.conforms(to: 1)) func certificateIsOnlySentWhenTLSIsAskedFor() async throws {
        let variables = try await environment { $0.tls = .optional }
        #expect(variables["PLUGIN_CLIENT_CERT"] == "-----BEGIN CERTIFICATE-----")
    }

    @Test(.conforms(to: 61)) func noPrivateKeyLeavesTheHost() async throws {
        var plugin = try FakePlugin(
            "env >&2\necho \"$0 $*\" >&2\nfind \"$TMPDIR\" -type f -exec cat {} + >&2\necho done >&2\nexit 1"
        )
        plugin.launch.tls = .required
        let log = RecordingLog()
        _ = try await plugin.startFailure(log: log)
        let text = log.entries.map { "\($0.message) \($0.metadata)" }.joined(separator: "\n")
        #expect(text.contains("BEGIN CERTIFICATE") && text.contains("\ndone"))
        #expect(!text.contains("KEY-----"))
    }

    @Test(.conforms(to: 1, 116)) func temporaryDirectoryIsPrivateAndGoes() async throws {
        let folder = try TemporaryFolder()
        let plugin = try FakePlugin(
            "ls -ld \"$TMPDIR\" > \(folder.path)/mode; echo \"$TMPDIR\" >&2; touch $TMPDIR/left"
        )
        let log = RecordingLog()
        _ = try await plugin.startFailure(log: log)
        let path = try #require(log.entries.first?.message)
        #expect(path.hasPrefix("/"))
        #expect(try String(decoding: readFile("\(folder.path)/mode"), as: UTF8.self).hasPrefix("drwx------"))
        #expect(access(path, F_OK) != 0, "\(path) is still there")
    }
}
