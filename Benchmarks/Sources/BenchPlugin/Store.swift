import BenchContracts
import GRPCCore
import SwiftProtobuf
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The entries, kept in memory.
final class Store: Sendable {
    private let entries = Mutex<[String: Data]>([:])

    func get(_ request: Proto_GetRequest) throws(RPCError) -> Proto_GetResponse {
        guard let value = entries.withLock({ $0[request.key] }) else {
            throw RPCError(code: .notFound, message: "no entry \(request.key)")
        }
        var response = Proto_GetResponse()
        response.value = value
        return response
    }

    func put(_ request: Proto_PutRequest) -> Proto_Empty {
        entries.withLock { $0[request.key] = request.value }
        return Proto_Empty()
    }
}

/// The store as a generated service.
struct KVService: Proto_KV.SimpleServiceProtocol {
    let store: Store

    func get(request: Proto_GetRequest, context: ServerContext) async throws -> Proto_GetResponse {
        try store.get(request)
    }

    func put(request: Proto_PutRequest, context: ServerContext) async throws -> Proto_Empty {
        store.put(request)
    }
}
