import EngineAPI
import EngineServer
import FakeEngineSupport
import FoundationEssentials
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
            // A socket file whose listener is gone: a renamed file is not removed when the listener closes.
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(unixDomainSocketPath: path + "-").get()
            try FileManager.default.moveItem(atPath: path + "-", toPath: path)
            try await channel.close().get()
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
