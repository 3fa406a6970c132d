import GRPCCore
import HTTP2Engine
import PluginProtocol
import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

/// Calls to a plugin that has stopped reading: what they have to say does not pile up.
@Suite(.timeLimit(.minutes(3))) struct UnreadOutputTests {
    private static let headSize = 64 * 1024
    /// What may wait: the engine's output, as much again that the socket has not taken, and what the system takes.
    private static let most = 2 * (ConnectionLimits().unsentOutput + 2 * headSize) + 1024 * 1024

    private let method = UnaryMethod<[UInt8], [UInt8]>(
        Served.general.descriptor(.echo),
        serializer: RawBytes(),
        deserializer: RawBytes()
    )

    private func call(_ client: PluginClientTransport, timeout: Duration? = nil) -> Task<[UInt8], any Error> {
        var options = CallOptions.defaults
        options.timeout = timeout
        let metadata: Metadata = ["filler": .string(String(repeating: "~", count: Self.headSize))]
        return Task { [options] in
            try await client.call(method, [], metadata: metadata, options: options).message
        }
    }

    @Test func furtherCallsWaitAndCanEnd() async throws {
        let folder = try TemporaryFolder()
        let listener = try RawListener(path: "\(folder.path)/socket")
        let (peer, client) = try await listener.connection()
        let connection = client.connection
        let calls = (0..<200).map { _ in call(client) }
        let areThere = try await ProcessFacts.eventually {
            connection.state.withLock { state in
                state.isBlocked && state.http2.isFull && state.calls.count + state.openers.count == calls.count
            }
        }
        #expect(areThere)
        let waiting = connection.state.withLock { $0.openers.count }
        #expect((calls.count - waiting) * Self.headSize <= Self.most)
        #expect(waiting > 0)

        // One that waits is ended by its deadline, or by who made it, and leaves nothing behind.
        let late = try await rpcError { _ = try await call(client, timeout: .milliseconds(1)).value }
        #expect(late?.code == .deadlineExceeded)
        let cancelled = call(client)
        let isWaiting = try await ProcessFacts.eventually {
            connection.state.withLock { $0.openers.count == waiting + 1 }
        }
        #expect(isWaiting)
        cancelled.cancel()
        let error = try await rpcError { _ = try await cancelled.value }
        #expect(error?.code == .cancelled)
        #expect(connection.state.withLock { $0.openers.count } == waiting)

        // Once the plugin reads, all are opened.
        let areOpen = try await ProcessFacts.eventually {
            _ = peer.read()
            return connection.state.withLock { $0.calls.count == calls.count }
        }
        #expect(areOpen)
        peer.cut()
        for call in calls {
            let error = try await rpcError { _ = try await call.value }
            #expect(error?.code == .unavailable)
        }
    }
}
