import GRPCCore
import InteropContracts
import Logging
import PluginSDK
import PluginTransport
import SwiftProtobuf
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The key-value store of `Interop/Protos/kv.proto`.
final class Store: Interop_Kv_KV.SimpleServiceProtocol {
    private let entries = Mutex<[String: Interop_Kv_Entry]>([:])
    private let log = Logger(label: "kv")
    private let broker: PluginBroker
    /// How long each echo takes; nil for no time.
    private let echoDelay: Duration?

    init(broker: PluginBroker, echoDelay: Duration? = nil) {
        self.broker = broker
        self.echoDelay = echoDelay
    }

    func put(request: Interop_Kv_Entry, context: ServerContext) async throws -> Interop_Kv_Nothing {
        entries.withLock { $0[request.key] = request }
        return Interop_Kv_Nothing()
    }

    func get(request: Interop_Kv_Key, context: ServerContext) async throws -> Interop_Kv_Entry {
        guard let entry = entries.withLock({ $0[request.key] }) else {
            throw RPCError(code: .notFound, message: "no entry \(request.key)")
        }
        return entry
    }

    func echo(request: Interop_Kv_Payload, context: ServerContext) async throws -> Interop_Kv_Payload {
        if let echoDelay { try await Task.sleep(for: echoDelay) }
        return request
    }

    func count(
        request: Interop_Kv_CountRequest,
        response: RPCWriter<Interop_Kv_Number>,
        context: ServerContext
    ) async throws {
        for number in stride(from: 1, through: Int64(request.n), by: 1) {
            try await response.write(.with { $0.value = number })
        }
    }

    func sum(
        request: RPCAsyncSequence<Interop_Kv_Number, any Error>,
        context: ServerContext
    ) async throws -> Interop_Kv_Number {
        var sum: Int64 = 0
        for try await number in request { sum &+= number.value }
        return .with { $0.value = sum }
    }

    func chat(
        request: RPCAsyncSequence<Interop_Kv_Payload, any Error>,
        response: RPCWriter<Interop_Kv_Payload>,
        context: ServerContext
    ) async throws {
        for try await payload in request { try await response.write(payload) }
    }

    func crash(request: Interop_Kv_Nothing, context: ServerContext) async throws -> Interop_Kv_Nothing {
        fatalError("crashed on request")
    }

    func print(request: Interop_Kv_PrintRequest, context: ServerContext) async throws -> Interop_Kv_Nothing {
        switch request.to {
        case "stdout": Swift.print(request.text, terminator: "")
        case "stderr": request.text.withCString { _ = write(STDERR_FILENO, $0, strlen($0)) }
        default: throw RPCError(code: .invalidArgument, message: "print to stdout or stderr, not \(request.to)")
        }
        fflush(nil)
        return Interop_Kv_Nothing()
    }

    func log(request: Interop_Kv_LogRequest, context: ServerContext) async throws -> Interop_Kv_Nothing {
        let levels: [String: Logger.Level] = [
            "trace": .trace, "debug": .debug, "info": .info, "warn": .warning, "error": .error,
        ]
        guard let level = levels[request.level] else {
            throw RPCError(code: .invalidArgument, message: "unknown level \(request.level)")
        }
        log.log(level: level, "\(request.message)")
        return Interop_Kv_Nothing()
    }

    func fail(request: Interop_Kv_FailRequest, context: ServerContext) async throws -> Interop_Kv_Nothing {
        guard let status = Status.Code(rawValue: Int(request.code)), let code = RPCError.Code(status) else {
            throw RPCError(code: .invalidArgument, message: "\(request.code) is no status code from 1 to 16")
        }
        throw RPCError(code: code, message: request.message)
    }

    func notify(request: Interop_Kv_Connection, context: ServerContext) async throws -> Interop_Kv_Nothing {
        let entries = entries.withLock { $0.values.sorted { $0.key < $1.key } }
        do {
            try await broker.withClient(to: request.id) { client in
                let listener = Interop_Kv_Listener.Client(wrapping: client)
                for entry in entries { _ = try await listener.changed(entry) }
            }
        } catch let error as TransportError {
            throw RPCError(code: .unavailable, message: "broker connection \(request.id): \(error)")
        }
        return Interop_Kv_Nothing()
    }
}

/// The broker's other direction.
struct ReverseStore: Interop_Kv_Reverse.SimpleServiceProtocol {
    let store: Store
    let broker: PluginBroker

    func open(request: Interop_Kv_Nothing, context: ServerContext) async throws -> Interop_Kv_Connection {
        let id = broker.nextID()
        // It serves on after the answer, for as long as the host is there.
        Task { try await broker.serve([StoreListener(store: store)], as: id) }
        return .with { $0.id = id }
    }
}

/// Stores what the host tells.
private struct StoreListener: Interop_Kv_Listener.SimpleServiceProtocol {
    let store: Store

    func changed(request: Interop_Kv_Entry, context: ServerContext) async throws -> Interop_Kv_Nothing {
        try await store.put(request: request, context: context)
    }
}
