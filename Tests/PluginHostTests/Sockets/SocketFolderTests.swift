import Logging
import PluginHost
import PluginProtocol
import PluginTransport
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where a plugin's sockets are, and who may use them.
@Suite(.startsProcesses) struct SocketFolderTests {
    /// A group that is not the one which files get anyway, if this user may choose: by its number, which need not have a
    /// name.
    private static let group: gid_t = geteuid() == 0 ? 54_321 : getegid()

    private func folder(of plugin: RunningPlugin) throws -> String {
        guard case .unix(let path) = plugin.address else {
            throw TransportProblem(text: "the plugin is not on a Unix socket but on \(plugin.address)")
        }
        return path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }

    private func groupOf(_ path: String) -> gid_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_gid : nil
    }

    @Test(.conforms(to: 126)) func socketIsInAPrivateFolderBelowTheChosenOne() async throws {
        let parent = try TemporaryFolder()
        var launch = try Peers.swiftLaunch()
        // The slash too many must not make two names of one folder.
        launch.socketDirectory = parent.path + "/"
        _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            let folder = try folder(of: plugin)
            #expect(folder.hasPrefix(parent.path + "/ov-"))
            #expect(fileMode(folder) == 0o700)
            #expect(fileMode(plugin.address.text) == 0o600)
        }
        #expect(parent.entries.isEmpty)
    }

    @Test(.conforms(to: 93, 127)) func socketsForAGroup() async throws {
        let parent = try TemporaryFolder()
        var launch = try Peers.swiftLaunch()
        launch.socketDirectory = parent.path
        launch.socketGroup = "\(Self.group)"
        _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            let health = try await plugin.health()
            #expect(health == "SERVING")
            let folder = try folder(of: plugin)
            #expect(fileMode(folder) == 0o770)
            #expect(groupOf(folder) == Self.group)
            // One of the host's own, for the broker.
            try await plugin.broker.withServices([]) { _ in
                let sockets = try Entries.of(folder)
                #expect(sockets.count == 2)
                for socket in sockets {
                    #expect(fileMode(socket) == 0o660)
                    #expect(groupOf(socket) == Self.group)
                }
            }
        }
        #expect(parent.entries.isEmpty)
    }

    @Test(.conforms(to: 127)) func groupIsFoundByItsName() async throws {
        let name = try #require(getgrgid(getegid())).pointee.gr_name
        var plugin = try FakePlugin("echo \"$PLUGIN_UNIX_SOCKET_GROUP\" >&2\nls -ldn \"$TMPDIR\" >&2\nexit 1")
        let text = String(cString: try #require(name))
        plugin.launch.socketGroup = text
        let log = RecordingLog()
        _ = try await plugin.startFailure(log: log)
        #expect(log.entries.first?.message == text)
        let listed = try #require(log.entries.last?.message).split(separator: " ")
        #expect(listed[0].hasPrefix("drwxrwx---"))
        #expect(listed[3] == "\(getegid())")
    }

    @Test func portsAreTold() async throws {
        var plugin = try FakePlugin("echo \"$PLUGIN_MIN_PORT-$PLUGIN_MAX_PORT\" >&2\nexit 1")
        plugin.launch.ports = 20_000...20_010
        let log = RecordingLog()
        _ = try await plugin.startFailure(log: log)
        #expect(log.entries.map(\.message) == ["20000-20010"])
    }

    /// What cannot be, and what of the message says so.
    struct Impossible: CustomTestStringConvertible {
        let testDescription: String
        let hint: String
        let change: @Sendable (inout PluginLaunch, TemporaryFolder) throws -> Void
    }

    static let impossible = [
        Impossible(testDescription: "unknown group", hint: "no group \"no-such-group\"") { launch, _ in
            launch.socketGroup = "no-such-group"
        },
        Impossible(testDescription: "no group", hint: "no group \"\"") { launch, _ in launch.socketGroup = "" },
        Impossible(testDescription: "the number that means none", hint: "no group") { launch, _ in
            launch.socketGroup = "4294967295"
        },
        Impossible(testDescription: "path too long", hint: "is too long") { launch, _ in
            launch.socketDirectory = "/tmp/" + String(repeating: "d", count: 100)
        },
        Impossible(testDescription: "relative path", hint: "no absolute path") { launch, _ in
            launch.socketDirectory = "sockets"
        },
        Impossible(testDescription: "path that no line can carry", hint: "handshake line cannot carry") { launch, _ in
            launch.socketDirectory = "/tmp/a|b"
        },
        Impossible(testDescription: "missing parent", hint: "No such file or directory") { launch, folder in
            launch.socketDirectory = "\(folder.path)/missing"
        },
        Impossible(testDescription: "parent that nobody can write to", hint: "socketDirectory") { launch, folder in
            launch.socketDirectory = try folder.write("", to: "file")
        },
        Impossible(testDescription: "ports beyond all", hint: "70000") { launch, _ in launch.ports = 1...70_000 },
    ]

    @Test(.conforms(to: 128), arguments: impossible) func nothingIsStartedWhere(_ example: Impossible) async throws {
        let folder = try TemporaryFolder()
        var plugin = try FakePlugin("touch \(folder.path)/started")
        try example.change(&plugin.launch, folder)
        let error = try #require(try await plugin.startFailure())
        #expect(error.code == .system)
        #expect("\(error)".contains(example.hint), "\(error)")
        #expect(!folder.entries.contains("started"))
    }
}

struct TransportProblem: Error {
    let text: String
}

/// What is in a folder, by full paths.
enum Entries {
    static func of(_ folder: String) throws -> [String] {
        guard let stream = opendir(folder) else { throw TransportProblem(text: "\(folder) cannot be read") }
        defer { closedir(stream) }
        var paths: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { paths.append("\(folder)/\(name)") }
        }
        return paths
    }
}
