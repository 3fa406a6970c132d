public import GRPCCore
import HTTP2Engine
import Synchronization

/// One call that a plugin serves on the short way, as its handler sees it.
public final class ServerCall: Sendable {
    private struct State {
        var metadata: Metadata = [:]
        var trailingMetadata: Metadata = [:]
        var hasHead = false
    }

    let connection: GRPCConnection
    private let call: Call
    /// How answers are made ready for their way.
    let packing: MessagePacking
    private let state = Mutex(State())

    init(connection: GRPCConnection, call: Call, compression: MessageCompression) {
        self.connection = connection
        self.call = call
        packing = connection.packing(compression)
    }

    /// What the host sent with the call.
    public var requestMetadata: Metadata { call.request.map { Metadata($0.metadata) } ?? [:] }

    /// How long the host was willing to wait when it made the call; nil for as long as it takes.
    public var timeout: Duration? { call.request?.timeout }

    /// What is sent before the first answer; setting it later has no effect.
    public var metadata: Metadata {
        get { state.withLock { $0.metadata } }
        set { state.withLock { $0.metadata = newValue } }
    }

    /// What is sent behind the last answer.
    public var trailingMetadata: Metadata {
        get { state.withLock { $0.trailingMetadata } }
        set { state.withLock { $0.trailingMetadata = newValue } }
    }

    /// Whether nobody waits for the answer any more: the host has given the call up, or its deadline has passed. The
    /// handler's task is cancelled then.
    public var isCancelled: Bool { connection.isCancelled(call) }

    /// The next message of a request that comes in parts, or nil behind the last.
    func next() async throws -> PluginMessageBytes? {
        while true {
            switch await connection.next(of: call) {
            case .message(let message): return try message.unpacked(call.compression, limit: connection.messageSize)
            case .failed(let status): throw RPCError(status)
            case .request: continue
            case .response, .status, .placed, .end, nil: return nil
            }
        }
    }

    func respond(_ message: OutgoingMessage) throws {
        let (head, trailers) = state.withLock { ($0.metadata, $0.trailingMetadata) }
        connection.respond(
            to: call,
            head: GRPCConnection.AnswerHead(compression: packing.compression, metadata: try head.headerFields()),
            message: message,
            trailers: try trailers.headerFields()
        )
    }

    func write(_ message: OutgoingMessage) async throws {
        let head = try unsentHead()
        try await connection.write(message, on: call, head: head, sends: true)
        if head != nil { state.withLock { $0.hasHead = true } }
    }

    func finish() throws {
        if let head = try unsentHead() { connection.sendHead(head, of: call, sends: false) }
        let trailers = state.withLock { $0.trailingMetadata }
        connection.sendStatus(.ok, metadata: try trailers.headerFields(), of: call)
    }

    func fail(_ error: any Error) {
        let error = RPCError(handling: error)
        // Metadata that cannot be sent must not keep the status from the host.
        let metadata = (try? error.metadata.headerFields()) ?? []
        connection.sendStatus(GRPCStatus(error), metadata: metadata, of: call)
    }

    /// What goes before the first message; nil once that has been written.
    private func unsentHead() throws -> GRPCConnection.AnswerHead? {
        guard let metadata = state.withLock({ $0.hasHead ? nil : $0.metadata }) else { return nil }
        return GRPCConnection.AnswerHead(compression: packing.compression, metadata: try metadata.headerFields())
    }
}

extension RPCError {
    /// What a host sees of an error that a handler threw, as with gRPC's general server.
    init(handling error: any Error) {
        switch error {
        case let error as RPCError: self = error
        case let error as any RPCErrorConvertible: self = RPCError(error)
        case is CancellationError: self.init(code: .cancelled, message: "the call was cancelled")
        default: self.init(code: .unknown, message: "Service method threw an unknown error.", cause: error)
        }
    }
}
