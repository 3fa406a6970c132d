public import GRPCCore
import HTTP2Engine
import Synchronization

/// The gRPC transport from the engine to one plugin: one connection, which is never remade.
public struct PluginClientTransport: ClientTransport {
    /// The bytes of a message.
    public typealias Bytes = PluginMessageBytes

    let owned: OwnedConnection
    /// Sees the calls that are made.
    var observer: (any PluginCallObserver)?

    var connection: GRPCConnection { owned.connection }

    init(owning connection: GRPCConnection) {
        owned = OwnedConnection(connection)
    }

    /// Whether the connection is open, and is not about to be closed.
    package var isConnected: Bool { connection.isOpen }

    /// Waits until the connection is closed.
    ///
    /// - Throws: `CancellationError` when the calling task is cancelled meanwhile.
    package func waitUntilClosed() async throws {
        do {
            _ = try await connection.ended.value()
        } catch {
            try Task.checkCancellation()
        }
    }

    /// No throttling: a plugin is one process on this machine.
    public var retryThrottle: RetryThrottle? { nil }

    /// The thread that reads what plugins say, as an executor.
    ///
    /// A task that prefers it (`withTaskExecutorPreference`) makes calls without waking another thread. While such a
    /// task computes, no plugin of the process is heard: it must never block.
    public var executor: any TaskExecutor { connection.thread }

    /// Waits until the connection closes; a cancelled task closes it.
    @concurrent
    public func connect() async throws {
        await withTaskCancellationHandler {
            // The calls have been told why; nobody else needs to be.
            _ = try? await connection.ended.value()
        } onCancel: {
            connection.close(GRPCStatus(code: .unavailable, message: "the connection was closed on this side"))
        }
    }

    /// Takes no new calls, lets those that run finish, and then closes the connection.
    public func beginGracefulShutdown() {
        connection.drain()
    }

    /// Opens one stream for one call.
    @concurrent
    public func withStream<T: Sendable>(
        descriptor: MethodDescriptor,
        options: CallOptions,
        _ closure: @concurrent (_ stream: RPCStream<Inbound, Outbound>, _ context: ClientContext) async throws -> T
    ) async throws -> T {
        let call = Call()
        let watch = observer.map { CallWatch($0, descriptor) }
        let parts = ResponseParts(
            connection: connection,
            call: call,
            watch: watch,
            limit: options.maxResponseMessageBytes ?? connection.messageSize
        )
        let writer = RequestWriter(
            connection: connection,
            call: call,
            watch: watch,
            path: descriptor.path,
            isSingle: descriptor.type.map { !$0.isRequestStreaming } ?? false,
            packing: connection.packing(
                MessageCompression(options.compression),
                limit: options.maxRequestMessageBytes ?? MessageLimits.maximumBytes
            )
        )
        let stream = RPCStream(
            descriptor: descriptor,
            inbound: RPCAsyncSequence(wrapping: parts),
            outbound: RPCWriter.Closable(wrapping: writer)
        )
        let context = ClientContext(
            descriptor: descriptor,
            remotePeer: connection.peerName,
            localPeer: "host"
        )
        // Whatever of the call is still under way when the closure is done is of no use to anybody.
        defer {
            connection.release(call)
            watch?.release()
        }
        do {
            return try await closure(stream, context)
        } catch {
            watch?.release(throwing: error)
            throw error
        }
    }

    /// The configuration of a method; there is none.
    public func config(forMethod descriptor: MethodDescriptor) -> MethodConfig? { nil }
}

/// A connection that closes when nobody has a use for it any more, also if it was never served.
final class OwnedConnection: Sendable {
    let connection: GRPCConnection

    init(_ connection: GRPCConnection) {
        self.connection = connection
    }

    deinit {
        connection.close(GRPCStatus(code: .unavailable, message: "the connection was let go"))
    }
}
