import AsyncHTTPClient
import EngineAPI
import FakeEngineSupport
import FoundationEssentials
import Logging
import NIOCore
import NIOHTTP1

@testable import EngineServer

/// A server over a fake engine, and what the tests ask of it.
struct RunningServer: Sendable {
    let server: EngineServer
    let addresses: EngineServer.Addresses
    let token: String
    let client: HTTPClient

    var url: String { addresses.urls[0] }
    var authority: String { String(url.dropFirst("http://".count)) }
    var port: String { String(url.split(separator: ":")[2]) }
    /// The base of URLs over the Unix socket.
    var local: String {
        "http+unix://"
            + addresses.socketPath.utf8.map { byte in
                byte == UInt8(ascii: "/") ? "%2F" : String(UnicodeScalar(byte))
            }.joined()
    }

    struct Reply {
        let status: Int
        let headers: HTTPHeaders
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
        var problem: Problem? { try? EngineJSON.decode(Problem.self, from: Data(body)) }
        var isProblem: Bool { headers.first(name: "content-type") == "application/problem+json" }

        func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try EngineJSON.decode(type, from: Data(body))
        }
    }

    func request(
        _ method: HTTPMethod,
        _ url: String,
        headers: [(String, String)] = [],
        body: [UInt8]? = nil
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: url)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await client.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 32 << 20)
        return Reply(status: Int(response.status.code), headers: response.headers, body: Array(buffer: bytes))
    }

    /// A request over HTTP with the token.
    func call(
        _ method: HTTPMethod,
        _ path: String,
        headers: [(String, String)] = [],
        body: String? = nil
    ) async throws -> Reply {
        try await request(
            method,
            url + path,
            headers: [("Authorization", "Bearer \(token)")] + headers,
            body: body.map { Array($0.utf8) }
        )
    }

    /// A request over the Unix socket.
    func callLocally(_ method: HTTPMethod, _ path: String, headers: [(String, String)] = []) async throws -> Reply {
        try await request(method, local + path, headers: headers)
    }
}

/// A short private folder that goes when the body has ended.
func withRunDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let path = "/tmp/ov-run-\(UInt32.random(in: .min ... .max))"
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}

/// Runs a server for as long as the body takes.
func withServer(
    _ service: FakeService = FakeService(),
    limits: ServerLimits = ServerLimits(),
    web: WebFiles? = nil,
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    _ body: @escaping @Sendable (RunningServer) async throws -> Void
) async throws {
    try await withRunDirectory { folder in
        var configuration = ServerConfiguration(runDirectory: folder, port: 0)
        configuration.limits = limits
        configuration.web = web
        let server = EngineServer(service: service, configuration: configuration, logger: logger)
        let (running, signal) = AsyncStream<EngineServer.Addresses>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { signal.finish() }
                try await server.run { signal.yield($0) }
            }
            for await addresses in running {
                let token = String(
                    decoding: try Data(contentsOf: URL(filePath: addresses.tokenPath ?? "")),
                    as: UTF8.self
                ).filter { $0 != "\n" }
                var settings = HTTPClient.Configuration(redirectConfiguration: .disallow)
                settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 200
                let client = HTTPClient(configuration: settings)
                do {
                    try await body(
                        RunningServer(server: server, addresses: addresses, token: token, client: client)
                    )
                } catch {
                    try await client.shutdown()
                    server.stop()
                    throw error
                }
                server.stop()
                try await client.shutdown()
                break
            }
            try await group.waitForAll()
        }
    }
}
