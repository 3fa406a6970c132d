public import GRPCCore
public import PluginTransport

extension RunningPlugin {
    /// Calls a method with one request and one answer on the short way (see `UnaryMethod`).
    ///
    /// - Returns: the answer.
    /// - Throws: `RPCError` when the call ends with another status than OK, `deadlineExceeded` and `cancelled` among
    ///   them; what the coding of the messages throws.
    public func call<Request, Response>(
        _ method: UnaryMethod<Request, Response>,
        _ request: Request,
        metadata: Metadata = [:],
        options: CallOptions = .defaults
    ) async throws -> Response {
        try await transport.call(method, request, metadata: metadata, options: options).message
    }

    /// As ``call(_:_:metadata:options:)``, with the metadata around the answer.
    public func callForResponse<Request, Response>(
        _ method: UnaryMethod<Request, Response>,
        _ request: Request,
        metadata: Metadata = [:],
        options: CallOptions = .defaults
    ) async throws -> TypedResponse<Response> {
        try await transport.call(method, request, metadata: metadata, options: options)
    }

    /// Calls a method with one request and a stream of answers on the short way.
    ///
    /// - Parameter body: reads the answers; the plugin waits while it does not. The call is given up when it returns
    ///   before their end.
    /// - Returns: what `body` returns.
    /// - Throws: `RPCError` when the call ends with another status than OK; what `body` throws.
    public func call<Request, Response, Result: Sendable>(
        _ method: ServerStreamMethod<Request, Response>,
        _ request: Request,
        metadata: Metadata = [:],
        options: CallOptions = .defaults,
        body: (inout TypedResponses<Response>) async throws -> Result
    ) async throws -> Result {
        try await transport.call(method, request, metadata: metadata, options: options, body: body)
    }

    /// The thread that reads what plugins say, as an executor.
    ///
    /// A task that prefers it (`withTaskExecutorPreference`) makes calls without waking another thread, which takes a
    /// third to a half off a call. While such a task computes, no plugin of the process is heard: it must never block.
    public var executor: any TaskExecutor { transport.executor }
}
