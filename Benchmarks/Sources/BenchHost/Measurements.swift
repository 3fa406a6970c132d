#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The kinds of measurement, but for streams.
enum Measurements {
    static func run(_ options: HostOptions) async throws -> [String: Double] {
        switch options.kind {
        case .calls: return try await calls(options)
        case .echo: return try await echo(options)
        case .streamToHost: return try await Streams.toHost(options)
        case .streamToPlugin: return try await Streams.toPlugin(options)
        case .start: return try await start(options)
        case .restart: return try await Restarts.measure(options)
        case .memory: return try await memory(options)
        case .fleet: return try await fleet(options)
        }
    }

    private static func calls(_ options: HostOptions) async throws -> [String: Double] {
        try await Peer.with(options) { peer in
            let loop: CallLoop
            switch options.interface {
            case .stubs:
                loop = CallLoop(callers: options.callers) { _ in try await peer.getEntry() }
            case .typed:
                let get = TypedCalls.get(from: peer)
                let executor = TypedCalls.executor(of: peer)
                loop = CallLoop(callers: options.callers, executor: executor) { _ in try await get() }
            }
            return try await loop.measure(options, processes: [peer.processID])
        }
    }

    private static func echo(_ options: HostOptions) async throws -> [String: Double] {
        try await Peer.with(options) { peer in
            let payload = Peer.payload(of: options.size)
            let loop: CallLoop
            switch options.interface {
            case .stubs:
                loop = CallLoop(callers: options.callers) { _ in try await peer.echo(payload) }
            case .typed:
                let echo = TypedCalls.echo(payload, from: peer)
                let executor = TypedCalls.executor(of: peer)
                loop = CallLoop(callers: options.callers, executor: executor) { _ in try await echo() }
            }
            return try await loop.measure(options, processes: [peer.processID])
        }
    }

    /// How many starts make a median.
    private static let leastStarts = 3

    /// From the decision to start to the first answer, again and again; the first one warms up.
    private static func start(_ options: HostOptions) async throws -> [String: Double] {
        func once() async throws -> Duration {
            let began = ContinuousClock.now
            return try await Peer.with(options) { _ in ContinuousClock.now - began }
        }
        _ = try await once()
        var times: [Duration] = []
        let began = ContinuousClock.now
        while times.count < leastStarts || ContinuousClock.now - began < options.measured {
            times.append(try await once())
        }
        return CallLoop.summary(times)
    }

    /// How long a plugin has nothing to do before its memory is read.
    private static let idle: Duration = .milliseconds(300)

    private static func memory(_ options: HostOptions) async throws -> [String: Double] {
        try await Peer.with(options) { peer in
            try await Task.sleep(for: idle)
            return [
                "plugin_rss_bytes": try ProcessFigures.residentBytes(peer.processID),
                "host_rss_bytes": try ProcessFigures.residentBytes(getpid()),
            ]
        }
    }

    private static func fleet(_ options: HostOptions) async throws -> [String: Double] {
        try await Peer.with(count: options.plugins, options) { peers in
            let loop = CallLoop(callers: peers.count * options.callers) { caller in
                try await peers[caller % peers.count].getEntry()
            }
            var figures = try await loop.measure(options, processes: peers.map(\.processID))
            figures["host_rss_bytes"] = try ProcessFigures.residentBytes(getpid())
            figures["host_threads"] = try ProcessFigures.threadCount(getpid())
            figures["host_descriptors"] = try ProcessFigures.descriptorCount()
            return figures
        }
    }
}
