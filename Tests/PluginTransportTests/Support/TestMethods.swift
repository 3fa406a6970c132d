import GRPCCore
import TestSupport

@testable import PluginTransport

/// How a method is served.
enum Served: String, CaseIterable, Sendable {
    case short = "test.Short"
    case general = "test.General"

    func descriptor(_ method: TestMethod) -> MethodDescriptor {
        MethodDescriptor(fullyQualifiedService: rawValue, method: method.rawValue, type: method.type)
    }
}

/// The methods of the test server.
enum TestMethod: String, CaseIterable, Sendable {
    /// Answers with the request, and with its metadata before and behind it.
    case echo = "Echo"
    /// Fails as the first byte says (``TestFailure``).
    case fail = "Fail"
    /// Answers with as many bytes as the request says.
    case size = "Size"
    /// Waits until nobody waits for the answer.
    case never = "Never"
    /// Waits until the witness lets it go, and answers with the request.
    case held = "Held"
    /// Answers with a number of messages of a size.
    case stream = "Stream"
    /// Writes messages of 16 KiB as long as it can.
    case endless = "Endless"
    /// Fails behind three messages.
    case breaks = "Breaks"
    /// Writes from several tasks at once.
    case crowd = "Crowd"
    /// Counts the bytes of all messages; general server only.
    case sum = "Sum"
    /// Answers each message with itself; general server only.
    case echoAll = "EchoAll"
    /// Reads one message and no more until the witness lets it go; general server only.
    case stalled = "Stalled"

    var type: MethodDescriptor.RPCType {
        switch self {
        case .echo, .fail, .size, .never, .held: .unary
        case .stream, .endless, .breaks, .crowd: .serverStreaming
        case .sum, .stalled: .clientStreaming
        case .echoAll: .bidirectionalStreaming
        }
    }

    static let endlessLength = 16 * 1024
}

/// How ``TestMethod/fail`` fails.
enum TestFailure: UInt8, CaseIterable, Sendable {
    case status
    case statusWithMetadata
    case unsendableMetadata
    case convertible
    case other
    case cancellation

    struct Convertible: Error, RPCErrorConvertible {
        var rpcErrorCode: RPCError.Code { .dataLoss }
        var rpcErrorMessage: String { "converted" }
        var rpcErrorMetadata: Metadata { ["kind": "convertible"] }
    }

    struct Other: Error {}

    var error: any Error {
        switch self {
        case .status: RPCError(code: .permissionDenied, message: "no: ü % \n \u{1F600}")
        case .statusWithMetadata:
            RPCError(code: .failedPrecondition, message: "", metadata: ["kind": "text", "kind-bin": "\([0, 255, 7])"])
        case .unsendableMetadata: RPCError(code: .aborted, message: "kept", metadata: ["kind": "line\nbreak"])
        case .convertible: Convertible()
        case .other: Other()
        case .cancellation: CancellationError()
        }
    }
}

/// One call as the behaviour of a method sees it, whichever way it is served.
struct TestExchange: Sendable {
    var metadata: Metadata
    var isCancelled: @Sendable () -> Bool
}

/// What the methods do.
struct TestBehavior: Sendable {
    let witness: Witness

    func unary(_ method: TestMethod, _ request: [UInt8], _ exchange: TestExchange) async throws -> [UInt8] {
        witness.begin()
        defer { witness.end() }
        if let thread = try? IOThread.shared() { witness.ran(onThread: thread.isCurrent) }
        switch method {
        case .fail: throw (request.first.flatMap { TestFailure(rawValue: $0) } ?? .other).error
        case .size: return patternBytes(Int(UInt32(bigEndianBytes: request)))
        case .never:
            witness.waiting.fulfil()
            do {
                guard try await ProcessFacts.eventually(exchange.isCancelled) else { return request }
            } catch is CancellationError {
                // On the short way the handler's task is cancelled too.
            }
            witness.sawCancellation()
            throw CancellationError()
        case .held:
            witness.waiting.fulfil()
            try await witness.release.value()
            return request
        default: return request
        }
    }

    func stream(
        _ method: TestMethod,
        _ request: [UInt8],
        write: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        witness.begin()
        defer { witness.end() }
        switch method {
        case .endless:
            let message = patternBytes(TestMethod.endlessLength)
            do {
                while true {
                    try await write(message)
                    witness.wrote()
                }
            } catch {
                witness.sawCancellation()
                throw error
            }
        case .breaks:
            for number in UInt8(0)..<3 { try await write([number]) }
            throw RPCError(code: .outOfRange, message: "behind three", metadata: ["where": "end"])
        case .crowd:
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in UInt8(0)..<8 {
                    group.addTask {
                        for _ in 0..<8 { try await write([UInt8](repeating: number, count: 48 * 1024)) }
                    }
                }
                try await group.waitForAll()
            }
        default:
            let message = patternBytes(Int(UInt32(bigEndianBytes: request.dropFirst(4))))
            for _ in 0..<UInt32(bigEndianBytes: request) { try await write(message) }
        }
    }
}
