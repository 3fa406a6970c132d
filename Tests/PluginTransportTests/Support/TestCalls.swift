import GRPCCore
import PluginTransport

/// How a call is made.
enum Caller: CaseIterable, Sendable {
    case typed
    case stub
}

/// What a call came to, whichever way it was made.
struct TestAnswer: Sendable {
    var messages: [[UInt8]] = []
    var metadata: Metadata = [:]
    var trailingMetadata: Metadata = [:]

    var message: [UInt8]? { messages.count == 1 ? messages[0] : nil }
}

extension TestRig {
    /// Calls a method with one answer.
    func unary(
        _ caller: Caller,
        _ served: Served,
        _ method: TestMethod,
        _ request: [UInt8] = [],
        metadata: Metadata = [:],
        options: CallOptions = .defaults,
        on other: PluginClientTransport? = nil
    ) async throws -> TestAnswer {
        let transport = other ?? client
        switch caller {
        case .typed:
            let typed = UnaryMethod<[UInt8], [UInt8]>(
                served.descriptor(method),
                serializer: RawBytes(),
                deserializer: RawBytes()
            )
            let response = try await transport.call(typed, request, metadata: metadata, options: options)
            return TestAnswer(
                messages: [response.message],
                metadata: response.metadata,
                trailingMetadata: response.trailingMetadata
            )
        case .stub:
            return try await GRPCClient(transport: transport).unary(
                request: ClientRequest(message: request, metadata: metadata),
                descriptor: served.descriptor(method),
                serializer: RawBytes(),
                deserializer: RawBytes(),
                options: options
            ) { (response: ClientResponse<[UInt8]>) in
                TestAnswer(
                    messages: [try response.message],
                    metadata: response.metadata,
                    trailingMetadata: response.trailingMetadata
                )
            }
        }
    }

    /// Calls a method with a stream of answers, and reads as many as wanted.
    func stream(
        _ caller: Caller,
        _ served: Served,
        _ method: TestMethod,
        _ request: [UInt8] = [],
        metadata: Metadata = [:],
        options: CallOptions = .defaults,
        upTo most: Int = .max,
        on other: PluginClientTransport? = nil,
        each: @escaping @Sendable (Int) async throws -> Void = { _ in }
    ) async throws -> TestAnswer {
        let transport = other ?? client
        switch caller {
        case .typed:
            let typed = ServerStreamMethod<[UInt8], [UInt8]>(
                served.descriptor(method),
                serializer: RawBytes(),
                deserializer: RawBytes()
            )
            return try await transport.call(typed, request, metadata: metadata, options: options) { responses in
                var answer = TestAnswer()
                while answer.messages.count < most, let message = try await responses.next() {
                    answer.messages.append(message)
                    try await each(answer.messages.count)
                }
                answer.metadata = responses.metadata
                answer.trailingMetadata = responses.trailingMetadata
                return answer
            }
        case .stub:
            return try await GRPCClient(transport: transport).serverStreaming(
                request: ClientRequest(message: request, metadata: metadata),
                descriptor: served.descriptor(method),
                serializer: RawBytes(),
                deserializer: RawBytes(),
                options: options
            ) { (response: StreamingClientResponse<[UInt8]>) in
                var answer = TestAnswer(metadata: response.metadata)
                let contents = try response.accepted.get()
                for try await part in contents.bodyParts {
                    switch part {
                    case .message(let message):
                        answer.messages.append(message)
                        try await each(answer.messages.count)
                    case .trailingMetadata(let metadata): answer.trailingMetadata = metadata
                    }
                    if answer.messages.count >= most { break }
                }
                return answer
            }
        }
    }

    /// Sends messages to a method with one answer.
    func collect(_ method: TestMethod, _ messages: [[UInt8]]) async throws -> [UInt8] {
        try await general.clientStreaming(
            request: StreamingClientRequest { writer in try await writer.write(contentsOf: messages) },
            descriptor: Served.general.descriptor(method),
            serializer: RawBytes(),
            deserializer: RawBytes(),
            options: .defaults
        ) { (response: ClientResponse<[UInt8]>) in try response.message }
    }
}

/// The code and text of the error that a call ends with; the test fails when it is no `RPCError`.
func rpcError(_ body: () async throws -> Void) async throws -> RPCError? {
    do {
        try await body()
        return nil
    } catch let error as RPCError {
        return error
    }
}

extension CallOptions {
    static func timeout(_ duration: Duration) -> CallOptions {
        var options = CallOptions.defaults
        options.timeout = duration
        return options
    }

    static func compressed(_ algorithm: CompressionAlgorithm) -> CallOptions {
        var options = CallOptions.defaults
        options.compression = algorithm
        return options
    }
}
