import EngineAPI
import EngineServer
import FakeEngineSupport
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@Suite(.timeLimit(.minutes(2))) struct ListeningTests {
    private func mode(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
    }

    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func closesItsFilesToOthersAndRemovesThem() async throws {
        try await withServer { server in
            let socket = server.addresses.socketPath
            let modes = try [socket, server.addresses.tokenPath ?? "", String(socket.dropLast("/engine.sock".count))]
                .map(mode)
            #expect(modes == [0o600, 0o600, 0o700])
            #expect(server.token.utf8.count == 64)
            server.server.stop()
        }
    }

    @Test func leavesNothingBehind() async throws {
        try await withRunDirectory { folder in
            let server = EngineServer(
                service: FakeService(),
                configuration: ServerConfiguration(runDirectory: folder, port: 0),
                logger: quiet
            )
            try await server.run { _ in server.stop() }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left == [])
        }
    }

    @Test func aCancelledRunStopsInOrder() async throws {
        try await withRunDirectory { folder in
            let server = EngineServer(
                service: FakeService(),
                configuration: ServerConfiguration(runDirectory: folder, port: 0),
                logger: quiet
            )
            let (running, signal) = AsyncStream<Void>.makeStream()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run { _ in signal.yield() } }
                for await _ in running { break }
                group.cancelAll()
                try await group.waitForAll()
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left == [])
        }
    }

    @Test func refusesASecondEngineAndLeavesTheFirstAlone() async throws {
        try await withServer { server in
            let folder = String(server.addresses.socketPath.dropLast("/engine.sock".count))
            let second = EngineServer(
                service: FakeService(),
                configuration: ServerConfiguration(runDirectory: folder),
                logger: quiet
            )
            let error = await #expect(throws: EngineServerError.self) { try await second.run() }
            #expect(error?.code == .alreadyRunning)
            let reply = try await server.callLocally(.GET, "/v1")
            #expect(reply.status == 200)
        }
    }

    @Test func replacesTheSocketOfADeadEngineAndNothingElse() async throws {
        try await withRunDirectory { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            let path = folder + "/engine.sock"
            try makeDeadSocket(at: path)
            #expect(FileManager.default.fileExists(atPath: path))
            let server = EngineServer(
                service: FakeService(),
                configuration: ServerConfiguration(runDirectory: folder),
                logger: quiet
            )
            try await server.run { _ in server.stop() }

            try Data("mine".utf8).write(to: URL(filePath: path))
            let other = EngineServer(
                service: FakeService(),
                configuration: ServerConfiguration(runDirectory: folder),
                logger: quiet
            )
            let error = await #expect(throws: EngineServerError.self) { try await other.run() }
            #expect(error?.code == .configuration)
            let kept = try Data(contentsOf: URL(filePath: path))
            #expect(kept == Data("mine".utf8))
        }
    }

    /// A socket's file that nobody listens on. Never anybody did: processes that other tests start meanwhile would have the
    /// listening socket too, for the moment until they execute their program.
    private func makeDeadSocket(at path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafeBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { bind(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
        }
        try #require(descriptor >= 0 && result == 0)
    }

    @Test func saysThatAPathIsTooLong() async {
        let configuration = ServerConfiguration(runDirectory: "/tmp/" + String(repeating: "a", count: 100))
        let server = EngineServer(service: FakeService(), configuration: configuration, logger: quiet)
        let error = await #expect(throws: EngineServerError.self) { try await server.run() }
        #expect(error?.message.contains("choose a shorter state folder") == true)
    }

    @Test func saysThatAPortIsTaken() async throws {
        try await withServer { server in
            try await withRunDirectory { folder in
                let port = Int(server.port)
                let second = EngineServer(
                    service: FakeService(),
                    configuration: ServerConfiguration(runDirectory: folder, port: port),
                    logger: quiet
                )
                let error = await #expect(throws: EngineServerError.self) { try await second.run() }
                #expect(error?.message == "cannot listen on 127.0.0.1, port \(server.port)")
                let left = try FileManager.default.contentsOfDirectory(atPath: folder)
                #expect(left == [])
            }
        }
    }
}
