import GRPCCore
import HTTP2Engine
import TestSupport
import Testing

@testable import PluginTransport

/// Every way to call a method and every way to serve it give the same answers.
@Suite(.timeLimit(.minutes(5))) struct SameAnswersTests {
    @Test(.conforms(to: 68), arguments: TestSecurity.allCases, Served.allCases)
    func unary(security: TestSecurity, served: Served) async throws {
        try await withRig(TestSetup(security: security)) { rig in
            for caller in Caller.allCases {
                for length in [0, 1, 65_535, 65_536, 65_537, 1 << 20] {
                    let request = patternBytes(length)
                    let answer = try await rig.unary(caller, served, .echo, request)
                    #expect(answer.message == request, "\(caller) \(length)")
                }
            }
        }
    }

    @Test(arguments: TestSecurity.allCases)
    func messagesOf32MiB(security: TestSecurity) async throws {
        var setup = TestSetup(security: security)
        setup.limits.messageSize = 64 << 20
        try await withRig(setup) { rig in
            let request = patternBytes(32 << 20)
            for (caller, served) in [(Caller.typed, Served.short), (.stub, .general)] {
                let answer = try await rig.unary(caller, served, .echo, request)
                #expect(answer.message == request)
                let streamed = try await rig.stream(
                    caller,
                    served,
                    .stream,
                    UInt32(2).bigEndianBytes + UInt32(32 << 20).bigEndianBytes
                )
                #expect(streamed.messages == [request, request])
            }
        }
    }

    @Test(arguments: Served.allCases, Caller.allCases)
    func metadata(served: Served, caller: Caller) async throws {
        var metadata: Metadata = ["ask-one": "1", "ask-one": "2", "ASK-upper": "Case", "not-asked": "x"]
        metadata.addBinary([], forKey: "ask-none-bin")
        metadata.addBinary([0, 1, 254, 255], forKey: "ask-bin")
        metadata.addBinary(patternBytes(1000), forKey: "ask-bin")
        metadata.addString("", forKey: "ask-empty")
        let sent = metadata
        try await withRig { rig in
            let unary = try await rig.unary(caller, served, .echo, metadata: sent)
            let stream = try await rig.stream(
                caller,
                served,
                .stream,
                UInt32(1).bigEndianBytes + UInt32(1).bigEndianBytes,
                metadata: sent
            )
            for came in [unary.metadata, unary.trailingMetadata, stream.metadata, stream.trailingMetadata] {
                #expect(Array(came[stringValues: "ask-one"]) == ["1", "2"])
                #expect(Array(came[stringValues: "ask-upper"]) == ["Case"])
                #expect(Array(came[stringValues: "ask-empty"]) == [""])
                #expect(Array(came[binaryValues: "ask-bin"]) == [[0, 1, 254, 255], patternBytes(1000)])
                #expect(Array(came[binaryValues: "ask-none-bin"]) == [[]])
                #expect(!came.contains { $0.key == "not-asked" || $0.key.hasPrefix("grpc-") || $0.key.hasPrefix(":") })
            }
        }
    }

    @Test(.conforms(to: 70), arguments: Served.allCases, TestFailure.allCases)
    func errors(served: Served, failure: TestFailure) async throws {
        try await withRig { rig in
            for caller in Caller.allCases {
                let error = try await rpcError { _ = try await rig.unary(caller, served, .fail, [failure.rawValue]) }
                switch failure {
                case .status:
                    #expect(error?.code == .permissionDenied)
                    #expect(error?.message == "no: ü % \n \u{1F600}")
                case .statusWithMetadata:
                    #expect(error?.code == .failedPrecondition)
                    #expect(error?.message == "")
                    #expect(error.map { Array($0.metadata[stringValues: "kind"]) } == ["text"])
                case .unsendableMetadata:
                    #expect(error?.code == .aborted)
                    #expect(error?.message == "kept")
                case .convertible:
                    #expect(error?.code == .dataLoss)
                    #expect(error?.message == "converted")
                    #expect(error.map { Array($0.metadata[stringValues: "kind"]) } == ["convertible"])
                case .other: #expect(error?.code == .unknown)
                case .cancellation: #expect(error?.code == (served == .short ? .cancelled : .unknown))
                }
            }
        }
    }

    @Test(.conforms(to: 68), arguments: Served.allCases, Caller.allCases)
    func streams(served: Served, caller: Caller) async throws {
        try await withRig { rig in
            for (count, length) in [(0, 0), (1, 0), (1000, 1), (10, 65_536), (3, 1 << 20)] {
                let answer = try await rig.stream(
                    caller,
                    served,
                    .stream,
                    UInt32(count).bigEndianBytes + UInt32(length).bigEndianBytes
                )
                #expect(answer.messages.count == count)
                #expect(answer.messages.allSatisfy { $0 == patternBytes(length) })
            }
        }
    }

    @Test(arguments: Served.allCases, Caller.allCases)
    func streamThatBreaks(served: Served, caller: Caller) async throws {
        try await withRig { rig in
            let error = try await rpcError { _ = try await rig.stream(caller, served, .breaks) }
            #expect(error?.code == .outOfRange)
            #expect(error?.message == "behind three")
            #expect(error.map { Array($0.metadata[stringValues: "where"]) } == ["end"])
        }
    }

    @Test(arguments: Served.allCases, Caller.allCases)
    func severalTasksWriteToOneCall(served: Served, caller: Caller) async throws {
        try await withRig { rig in
            let answer = try await rig.stream(caller, served, .crowd)
            for number in UInt8(0)..<8 {
                let message = [UInt8](repeating: number, count: 48 * 1024)
                #expect(answer.messages.filter { $0 == message }.count == 8)
            }
            #expect(answer.messages.count == 64)
        }
    }

    @Test(.conforms(to: 68), arguments: TestSecurity.allCases)
    func clientAndBidirectionalStreams(security: TestSecurity) async throws {
        try await withRig(TestSetup(security: security)) { rig in
            #expect(try await rig.collect(.sum, []) == [0, 0, 0, 0])
            let many = [[UInt8]](repeating: patternBytes(70_000), count: 40)
            #expect(try await rig.collect(.sum, many) == UInt32(40 * 70_000).bigEndianBytes)
            let echoed = try await rig.general.bidirectionalStreaming(
                request: StreamingClientRequest { writer in try await writer.write(contentsOf: many) },
                descriptor: Served.general.descriptor(.echoAll),
                serializer: RawBytes(),
                deserializer: RawBytes(),
                options: .defaults
            ) { (response: StreamingClientResponse<[UInt8]>) in
                try await response.messages.reduce(into: [[UInt8]]()) { $0.append($1) }
            }
            #expect(echoed == many)
        }
    }

    @Test(.conforms(to: 69), arguments: Served.allCases, Caller.allCases)
    func unknownMethod(served: Served, caller: Caller) async throws {
        try await withRig { rig in
            // The short way has none of these: it is the general server that says so.
            let error = try await rpcError { _ = try await rig.unary(caller, .short, .sum) }
            #expect(error?.code == .unimplemented)
        }
    }
}
