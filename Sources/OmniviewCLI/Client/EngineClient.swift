import ArgumentParser
import AsyncHTTPClient
import EngineAPI
import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The engine, seen through its API on the Unix socket.
///
/// Every method throws `Problem` when the engine refuses, and ``CommandFailure`` when no engine answers or its answer
/// makes no sense.
struct EngineClient: Sendable {
    /// The most bytes of an answer that are read.
    static let maxAnswerBytes = 64 << 20

    /// How long the engine may take to begin its answer. Its own deadline is shorter.
    static let answerTimeout = TimeAmount.seconds(200)

    /// How long it may take when it is only asked for what it knows, which it says at once unless it hangs.
    static let usualPatience = Duration.seconds(10)

    /// How long an answer may pause; streams show every 15 seconds that they live.
    static let readTimeout = TimeAmount.seconds(200)

    let socket: EngineSocket
    private let http: HTTPClient
    private let limit: Int
    private let patience: Duration

    /// Calls `body` with a client, and lets go of its connections afterwards.
    ///
    /// - Parameters:
    ///   - limit: the most bytes of an answer that are read.
    ///   - patience: how long the engine may take to say what it knows.
    static func withClient<Result: Sendable>(
        of socket: EngineSocket,
        limit: Int = maxAnswerBytes,
        patience: Duration = usualPatience,
        _ body: (EngineClient) async throws -> Result
    ) async throws -> Result {
        try socket.check()
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(10), read: readTimeout)
        )
        // A socket that nobody listens at will not be listened at a moment later.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        return try await HTTPClient.withHTTPClient(configuration: configuration) { http in
            try await body(EngineClient(socket: socket, http: http, limit: limit, patience: patience))
        }
    }

    // MARK: - Calls

    /// Makes a call and reads its answer.
    ///
    /// - Parameter isQuick: whether the engine knows the answer without doing anything for it; nil for what only asks.
    func value<Value: Decodable & Sendable>(
        _ type: Value.Type,
        _ path: String,
        method: HTTPMethod = .GET,
        body: (any Encodable & Sendable)? = nil,
        isQuick: Bool? = nil
    ) async throws -> Value {
        let bytes = try await bytes(method, path, body: body, isQuick: isQuick)
        do {
            return try EngineJSON.decode(type, from: bytes)
        } catch {
            throw Self.nonsense("\(method.rawValue) \(path): \(error)")
        }
    }

    /// Makes a call and reads the bytes of its answer.
    @discardableResult
    func bytes(
        _ method: HTTPMethod,
        _ path: String,
        body: (any Encodable & Sendable)? = nil,
        isQuick: Bool? = nil
    ) async throws -> Data {
        var request = HTTPClientRequest(url: socket.url + path)
        request.method = method
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: try EngineJSON.encode(body)))
        }
        let response = try await execute(request, isQuick: isQuick ?? (method == .GET))
        return try await read(response)
    }

    /// Opens a stream.
    ///
    /// - Parameter lastID: the last id of the stream that broke, nil for a new one.
    func open(_ path: String, after lastID: String?) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: socket.url + path)
        request.headers.add(name: "Accept", value: "text/event-stream")
        if let lastID { request.headers.add(name: "Last-Event-ID", value: lastID) }
        return try await execute(request, isQuick: true)
    }

    /// Whether there is a window where a link leads to: an engine may serve its API alone there.
    func servesWindow(at link: OpenLink, url: String) async -> Bool {
        var request = HTTPClientRequest(url: "\(url.dropLast(link.path.count))/")
        request.method = .HEAD
        // Who cannot find it out says nothing: it is the browser that has to get there.
        guard let response = try? await http.execute(request, timeout: TimeAmount(patience)) else { return true }
        return (200..<300).contains(response.status.code)
    }

    /// Sends a request and looks at the head of the answer.
    private func execute(_ request: HTTPClientRequest, isQuick: Bool) async throws -> HTTPClientResponse {
        let response: HTTPClientResponse
        do {
            response = try await http.execute(request, timeout: isQuick ? TimeAmount(patience) : Self.answerTimeout)
        } catch {
            throw failure(error)
        }
        guard (200..<300).contains(response.status.code) else { throw try await problem(of: response) }
        return response
    }

    private func read(_ response: HTTPClientResponse) async throws -> Data {
        do {
            return Data(try await response.body.collect(upTo: limit).readableBytesView)
        } catch {
            throw failure(error)
        }
    }

    private func problem(of response: HTTPClientResponse) async throws -> any Error {
        let bytes = try await read(response)
        if let problem = try? EngineJSON.decode(Problem.self, from: bytes) { return problem }
        return Self.nonsense("the status \(response.status.code) without a problem")
    }
}

// MARK: - Failures

extension EngineClient {
    /// An answer that does not follow the API.
    static func nonsense(_ what: String) -> CommandFailure {
        CommandFailure(
            code: "bad-answer",
            message: "the engine's answer cannot be understood: \(what); is the engine of another version?",
            exit: .internalError
        )
    }

    /// What a failure below HTTP means.
    func failure(_ error: any Error) -> any Error {
        switch error {
        case is CancellationError, is CommandFailure, is Problem: return error
        case is NIOTooManyBytesError:
            return CommandFailure(
                code: "answer-too-large",
                message: "the engine's answer has more than \(limit) bytes",
                exit: .internalError
            )
        case let error as HTTPClientError where error == .cancelled: return CancellationError()
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout:
            let process = socket.engineProcess.map { " (process \($0))" } ?? ""
            return CommandFailure(
                code: "timeout",
                message: "the engine\(process) does not answer at \(socket.path)",
                exit: .unavailable
            )
        case let error as IOError where [ENOENT, ECONNREFUSED, ENOTDIR].contains(error.errnoCode):
            return socket.unanswered
        case let error as IOError where [EACCES, EPERM].contains(error.errnoCode):
            return CommandFailure(
                code: "socket-refused",
                message: "\(socket.path) belongs to another user; only the engine's own user may talk to it",
                exit: .refused
            )
        default:
            return CommandFailure(
                code: "connection-lost",
                message: "the connection to the engine at \(socket.path) broke: \(error)",
                exit: .unavailable
            )
        }
    }
}
