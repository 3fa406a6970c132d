import GRPCCore
import GRPCNIOTransportHTTP2Posix

/// The parts of a request, up to a message that is too large.
///
/// The transport below ends the stream without a status then, which the caller sees as `unavailable`; gRPC's status for
/// it is `resource_exhausted`.
struct LimitedRequests: AsyncSequence {
    typealias Element = RPCRequestPart<PluginMessageBytes>
    typealias Failure = any Error

    let parts: PluginServerTransport.Inbound
    let limit: Int

    func makeAsyncIterator() -> Iterator {
        Iterator(parts: parts.makeAsyncIterator(), limit: limit)
    }

    struct Iterator: AsyncIteratorProtocol {
        var parts: PluginServerTransport.Inbound.AsyncIterator
        let limit: Int

        mutating func next() async throws -> Element? {
            try await next(isolation: #isolation)
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
            let part = try await parts.next(isolation: actor)
            if case .message(let bytes) = part {
                let count = bytes.withUnsafeBytes { $0.count }
                guard count <= limit else {
                    throw RPCError(
                        code: .resourceExhausted,
                        message: "the request has a message of \(count) bytes; this plugin takes \(limit) at most"
                    )
                }
            }
            return part
        }
    }
}
