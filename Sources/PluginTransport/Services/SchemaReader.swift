import GRPCCore
import GRPCProtobuf
import PluginContracts
import SwiftProtobuf

/// Reads the files of a plugin's contract by gRPC reflection: those of some services, and all that they import.
struct SchemaReader: Sendable {
    /// How many files a plugin may have.
    static let maximumFiles = 256
    /// How many bytes they may have together.
    static let maximumBytes = 4 << 20

    private typealias Request = Grpc_Reflection_V1_ServerReflectionRequest
    private typealias Response = Grpc_Reflection_V1_ServerReflectionResponse

    let transport: PluginClientTransport

    /// The files, each a serialized `FileDescriptorProto`; nil when the plugin has no reflection.
    ///
    /// - Throws: `RPCError`; `resourceExhausted` when there is more than the limits allow, `notFound` when the plugin does
    ///   not know a service or a file.
    func files(of services: [String], timeout: Duration) async throws -> [[UInt8]]? {
        for reflection in DescriptorIndex.reflectionServices {
            if let files = try await files(of: services, through: reflection, timeout: timeout) { return files }
        }
        return nil
    }

    private func files(
        of services: [String],
        through reflection: String,
        timeout: Duration
    ) async throws -> [[UInt8]]? {
        var options = CallOptions.defaults
        options.timeout = timeout
        let (questions, ask) = AsyncStream<Request>.makeStream()
        let request = StreamingClientRequest<Request> { writer in
            for await question in questions { try await writer.write(question) }
        }
        do {
            return try await GRPCClient(transport: transport).bidirectionalStreaming(
                request: request,
                descriptor: MethodDescriptor(fullyQualifiedService: reflection, method: "ServerReflectionInfo"),
                serializer: ProtobufSerializer<Request>(),
                deserializer: ProtobufDeserializer<Response>(),
                options: options
            ) { response in
                defer { ask.finish() }
                var answers = response.messages.makeAsyncIterator()
                var found = Found()
                var open = services.map { service in Request.with { $0.fileContainingSymbol = service } }
                while let question = open.popLast() {
                    ask.yield(question)
                    guard let answer = try await answers.next() else {
                        throw RPCError(code: .unavailable, message: "the reflection ended early")
                    }
                    for name in try found.take(answer) { open.append(.with { $0.fileByFilename = name }) }
                }
                return found.files
            }
        } catch let error as RPCError where error.code == .unimplemented {
            ask.finish()
            return nil
        }
    }

    /// What was found so far.
    private struct Found {
        var files: [[UInt8]] = []
        private var names: Set<String> = []
        private var wanted: Set<String> = []
        private var bytes = 0

        /// Takes an answer in, and returns the names of files that are imported and were not asked for yet.
        mutating func take(_ answer: Response) throws(RPCError) -> [String] {
            if case .errorResponse(let error)? = answer.messageResponse {
                throw RPCError(
                    code: RPCError.Code(Status.Code(rawValue: Int(error.errorCode)) ?? .unknown) ?? .unknown,
                    message: "the plugin does not describe its contract: \(error.errorMessage.prefix(200))"
                )
            }
            var missing: [String] = []
            for data in answer.fileDescriptorResponse.fileDescriptorProto {
                guard let file = try? Google_Protobuf_FileDescriptorProto(serializedBytes: data) else {
                    throw RPCError(code: .internalError, message: "the plugin describes its contract in no known form")
                }
                guard names.insert(file.name).inserted else { continue }
                bytes += data.count
                guard names.count <= SchemaReader.maximumFiles, bytes <= SchemaReader.maximumBytes else {
                    throw RPCError(
                        code: .resourceExhausted,
                        message: "the contract has more than \(SchemaReader.maximumFiles) files or "
                            + "\(SchemaReader.maximumBytes) bytes"
                    )
                }
                files.append(Array(data))
                missing += file.dependency.filter { !names.contains($0) && wanted.insert($0).inserted }
            }
            return missing
        }
    }
}
