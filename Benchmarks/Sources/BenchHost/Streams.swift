import BenchContracts
import GRPCCore
import SwiftProtobuf

/// Streams of chunks, one stream after another.
enum Streams {
    /// How much each stream carries.
    private static let bytesPerStream = 64 << 20

    static func toHost(_ options: HostOptions) async throws -> [String: Double] {
        try await measure(options) { peer, chunks in
            var request = Bench_DownloadRequest()
            request.chunks = UInt32(clamping: chunks)
            request.size = UInt32(clamping: options.size)
            return try await peer.bench.download(request) { response in
                var received = 0
                for try await chunk in response.messages { received += chunk.data.count }
                return received
            }
        }
    }

    static func toPlugin(_ options: HostOptions) async throws -> [String: Double] {
        let chunk = Peer.payload(of: options.size)
        return try await measure(options) { peer, chunks in
            let answer = try await peer.bench.upload { writer in
                for _ in 0..<chunks { try await writer.write(chunk) }
            }
            return Int(clamping: answer.bytes)
        }
    }

    /// - Parameter stream: makes one stream of so many chunks; gives how many bytes arrived.
    private static func measure(
        _ options: HostOptions,
        stream: @Sendable (Peer, _ chunks: Int) async throws -> Int
    ) async throws -> [String: Double] {
        try await Peer.with(options) { peer in
            let chunks = bytesPerStream / max(options.size, 1)
            func run(for duration: Duration) async throws -> (streams: Int, took: Duration) {
                var streams = 0
                let began = ContinuousClock.now
                repeat {
                    let received = try await Peer.orMissing { try await stream(peer, chunks) }
                    guard received == chunks * options.size else {
                        throw WrongAnswer(expected: chunks * options.size, received: received)
                    }
                    streams += 1
                } while ContinuousClock.now - began < duration
                return (streams, ContinuousClock.now - began)
            }
            _ = try await run(for: options.warmUp)
            let meter = ProcessorMeter(processes: [peer.processID])
            let (streams, took) = try await run(for: options.measured)
            var figures = [
                "calls": Double(streams * chunks),
                "bytes_per_second": Double(streams * chunks * options.size) / (took / .seconds(1)),
            ]
            meter.add(to: &figures, calls: streams * chunks)
            return figures
        }
    }
}
