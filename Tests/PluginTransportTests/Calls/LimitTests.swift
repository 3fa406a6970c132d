import GRPCCore
import HTTP2Engine
import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

/// How large messages may be, both ways, and metadata that cannot be sent.
@Suite(.timeLimit(.minutes(5))) struct LimitTests {
    @Test(arguments: Served.allCases, Caller.allCases)
    func requestThatTheServerDoesNotTake(served: Served, caller: Caller) async throws {
        var setup = TestSetup()
        setup.limits.messageSize = 100_000
        try await withRig(setup) { rig in
            let largest = patternBytes(100_000)
            #expect(try await rig.unary(caller, served, .echo, largest).message == largest)
            for length in [100_001, 1 << 20, 8 << 20] {
                let unary = try await rpcError { _ = try await rig.unary(caller, served, .echo, patternBytes(length)) }
                #expect(unary?.code == .resourceExhausted)
                let stream = try await rpcError {
                    _ = try await rig.stream(caller, served, .stream, patternBytes(length))
                }
                #expect(stream?.code == .resourceExhausted)
            }
            #expect(try await rig.unary(caller, served, .echo, [1]).message == [1])
        }
    }

    @Test(arguments: Served.allCases, Caller.allCases)
    func answerThatTheHostDoesNotTake(served: Served, caller: Caller) async throws {
        var setup = TestSetup()
        setup.hostLimits = MessageLimits(inboundBytes: 100_000)
        try await withRig(setup) { rig in
            let largest = UInt32(100_000).bigEndianBytes
            #expect(try await rig.unary(caller, served, .size, largest).message?.count == 100_000)
            for length in [100_001, 4 << 20] {
                let size = UInt32(length).bigEndianBytes
                let unary = try await rpcError { _ = try await rig.unary(caller, served, .size, size) }
                #expect(unary?.code == .resourceExhausted)
                let stream = try await rpcError {
                    _ = try await rig.stream(caller, served, .stream, UInt32(2).bigEndianBytes + size)
                }
                #expect(stream?.code == .resourceExhausted)
            }
            #expect(try await rig.unary(caller, served, .echo, [1]).message == [1])
        }
    }

    @Test(arguments: Caller.allCases, [CompressionAlgorithm.none, .gzip])
    func limitsOfOneCall(caller: Caller, compression: CompressionAlgorithm) async throws {
        var setup = TestSetup()
        setup.compression = compression
        try await withRig(setup) { rig in
            var options = CallOptions.compressed(compression)
            options.maxRequestMessageBytes = 1000
            options.maxResponseMessageBytes = 1000
            for (length, isTaken) in [(0, true), (999, true), (1000, true), (1001, false), (50_000, false)] {
                let code: RPCError.Code? = isTaken ? nil : .resourceExhausted
                let request = try await rpcError {
                    _ = try await rig.unary(caller, .short, .fail, patternBytes(length), options: options)
                }
                if !isTaken { #expect(request?.code == code) } else { #expect(request?.code != .resourceExhausted) }
                let size = UInt32(length).bigEndianBytes
                let answer = try await rpcError {
                    _ = try await rig.unary(caller, .short, .size, size, options: options)
                }
                #expect(answer?.code == code, "answer of \(length)")
                let stream = try await rpcError {
                    _ = try await rig.stream(
                        caller,
                        .short,
                        .stream,
                        UInt32(1).bigEndianBytes + size,
                        options: options
                    )
                }
                #expect(stream?.code == code, "stream of \(length)")
            }
        }
    }

    @Test(arguments: Served.allCases, [CompressionAlgorithm.gzip, .deflate])
    func bombIsRefused(served: Served, algorithm: CompressionAlgorithm) async throws {
        var setup = TestSetup()
        setup.limits.messageSize = 1 << 20
        setup.hostLimits = MessageLimits(inboundBytes: 1 << 20)
        setup.compression = algorithm
        try await withRig(setup) { rig in
            for caller in Caller.allCases {
                let request = try await rpcError {
                    _ = try await rig.unary(
                        caller,
                        served,
                        .echo,
                        [UInt8](repeating: 0, count: 32 << 20),
                        options: .compressed(algorithm)
                    )
                }
                #expect(request?.code == .resourceExhausted)
            }
        }
    }

    @Test(arguments: Served.allCases, Caller.allCases)
    func compressionBothWays(served: Served, caller: Caller) async throws {
        for serverAlgorithm in [CompressionAlgorithm.none, .gzip, .deflate] {
            var setup = TestSetup()
            setup.compression = serverAlgorithm
            try await withRig(setup) { rig in
                for algorithm in [CompressionAlgorithm.none, .gzip, .deflate] {
                    for request in [[], [1], patternBytes(65_537), [UInt8](repeating: 7, count: 1 << 20)] {
                        let options = CallOptions.compressed(algorithm)
                        let answer = try await rig.unary(caller, served, .echo, request, options: options)
                        #expect(answer.message == request)
                    }
                    let stream = try await rig.stream(
                        caller,
                        served,
                        .stream,
                        UInt32(3).bigEndianBytes + UInt32(70_000).bigEndianBytes,
                        options: .compressed(algorithm)
                    )
                    #expect(stream.messages == [[UInt8]](repeating: patternBytes(70_000), count: 3))
                }
            }
        }
    }

    @Test(arguments: Caller.allCases)
    func metadataThatCannotBeSent(caller: Caller) async throws {
        try await withRig { rig in
            let bad: [Metadata] = [
                ["line": "a\r\nb"], ["zero": "a\0b"], ["text": "ü"], ["": "x"], ["a b": "x"], [":path": "/x"],
                ["grpc-status": "0"], ["é": "x"],
                ["Connection": "close"], ["te": "gzip"], ["content-type": "text/plain"], ["transfer-encoding": "x"],
            ]
            for metadata in bad {
                let unary = try await rpcError {
                    _ = try await rig.unary(caller, .short, .echo, metadata: metadata)
                }
                #expect(unary?.code == .internalError, "\(metadata)")
                let stream = try await rpcError {
                    _ = try await rig.stream(caller, .short, .stream, metadata: metadata)
                }
                #expect(stream?.code == .internalError, "\(metadata)")
            }
            #expect(try await rig.unary(caller, .short, .echo, [1]).message == [1])
            #expect(rig.client.connection.state.withLock { $0.calls.isEmpty })
        }
    }

    @Test(arguments: Served.allCases, Caller.allCases)
    func metadataThatIsTooMuch(served: Served, caller: Caller) async throws {
        try await withRig { rig in
            let metadata: Metadata = ["much": "\(String(repeating: "x", count: 100_000))"]
            let error = try await rpcError { _ = try await rig.unary(caller, served, .echo, metadata: metadata) }
            #expect(error?.code == .resourceExhausted)
            #expect(try await rig.unary(caller, served, .echo, [1]).message == [1])
        }
    }
}
