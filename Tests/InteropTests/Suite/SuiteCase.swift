import GRPCCore

/// The cases of the gRPC interoperability tests, by the names that all implementations give them.
enum SuiteCase: String, CaseIterable, Sendable {
    case emptyUnary = "empty_unary"
    case largeUnary = "large_unary"
    case clientStreaming = "client_streaming"
    case serverStreaming = "server_streaming"
    case pingPong = "ping_pong"
    case emptyStream = "empty_stream"
    case halfDuplex = "half_duplex"
    case cancelAfterBegin = "cancel_after_begin"
    case cancelAfterFirstResponse = "cancel_after_first_response"
    case timeoutOnSleepingServer = "timeout_on_sleeping_server"
    case statusCodeAndMessage = "status_code_and_message"
    case specialStatusMessage = "special_status_message"
    case unimplementedMethod = "unimplemented_method"
    case unimplementedService = "unimplemented_service"
    case customMetadata = "custom_metadata"
    case clientCompressedUnary = "client_compressed_unary"
    case serverCompressedUnary = "server_compressed_unary"
    case clientCompressedStreaming = "client_compressed_streaming"
    case serverCompressedStreaming = "server_compressed_streaming"
    case messageLimits = "message_limits"
    case concurrentCalls = "concurrent_calls"

    /// Runs the case; throws when something is not as it should be.
    func run(on client: SuiteClient<some ClientTransport>) async throws {
        switch self {
        case .emptyUnary: try await client.emptyUnary()
        case .largeUnary: try await client.largeUnary()
        case .clientStreaming: try await client.clientStreaming()
        case .serverStreaming: try await client.serverStreaming()
        case .pingPong: try await client.pingPong()
        case .emptyStream: try await client.emptyStream()
        case .halfDuplex: try await client.halfDuplex()
        case .cancelAfterBegin: try await client.cancelAfterBegin()
        case .cancelAfterFirstResponse: try await client.cancelAfterFirstResponse()
        case .timeoutOnSleepingServer: try await client.timeoutOnSleepingServer()
        case .statusCodeAndMessage: try await client.status(message: "test status message")
        case .specialStatusMessage:
            try await client.status(message: "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n")
        case .unimplementedMethod: try await client.unimplementedMethod()
        case .unimplementedService: try await client.unimplementedService()
        case .customMetadata: try await client.customMetadata()
        case .clientCompressedUnary: try await client.clientCompressedUnary()
        case .serverCompressedUnary: try await client.serverCompressedUnary()
        case .clientCompressedStreaming: try await client.clientCompressedStreaming()
        case .serverCompressedStreaming: try await client.serverCompressedStreaming()
        case .messageLimits: try await client.messageLimits()
        case .concurrentCalls: try await client.concurrentCalls()
        }
    }
}

/// What was not as a case expects it.
struct SuiteFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
