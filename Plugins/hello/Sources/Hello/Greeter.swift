import GRPCCore
import Logging
import PluginCapabilities
import SwiftProtobuf

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The service of this plugin.
struct Greeter: Omniview_Hello_V1_Greeter.SimpleServiceProtocol {
    /// The highest number to count down from.
    static let longestCountdown: UInt32 = 1000
    /// The longest time from one number to the next, in milliseconds.
    static let longestInterval: UInt32 = 10_000

    let settings: PluginSettings
    private let log = Logger(label: "hello")

    init(settings: PluginSettings) {
        self.settings = settings
    }

    func greet(
        request: Omniview_Hello_V1_GreetRequest,
        context: ServerContext
    ) async throws -> Omniview_Hello_V1_GreetResponse {
        let name = request.name.isEmpty ? "world" : request.name
        log.info("greeting", metadata: ["name": "\(name)"])
        return .with {
            $0.greeting = settings.greeting(of: name)
            $0.processID = getpid()
        }
    }

    func countdown(
        request: Omniview_Hello_V1_CountdownRequest,
        response: RPCWriter<Omniview_Hello_V1_CountdownResponse>,
        context: ServerContext
    ) async throws {
        guard request.from <= Self.longestCountdown else {
            throw RPCError(code: .invalidArgument, message: "counts from \(Self.longestCountdown) at most")
        }
        guard request.intervalMs <= Self.longestInterval else {
            throw RPCError(code: .invalidArgument, message: "waits \(Self.longestInterval) ms at most")
        }
        for left in (0...request.from).reversed() {
            if request.intervalMs > 0, left < request.from {
                // Ends with the stream: a host that goes cancels it.
                try await Task.sleep(for: .milliseconds(request.intervalMs))
            }
            try await response.write(.with { $0.left = left })
        }
    }
}
