import GRPCCore
import Logging
import PluginCapabilities
import SwiftProtobuf

/// The service of this plugin. All its streams share one sampler for the machine and one for the processes.
struct MachineService: Omniview_Machine_V1_Machine.SimpleServiceProtocol {
    private let settings: PluginSettings
    private let system: Sampler<SystemSource>
    private let processes: Sampler<ProcessSource>
    private let log = Logger(label: "machine")

    init(settings: PluginSettings) {
        self.settings = settings
        let interval: @Sendable () -> Duration = { settings.interval }
        system = Sampler(SystemSource(), interval: interval)
        processes = Sampler(ProcessSource(), interval: interval)
    }

    func describe(
        request: Omniview_Machine_V1_DescribeRequest,
        context: ServerContext
    ) async throws -> Omniview_Machine_V1_DescribeResponse {
        Omniview_Machine_V1_DescribeResponse(.read())
    }

    func watch(
        request: Omniview_Machine_V1_WatchRequest,
        response: RPCWriter<Omniview_Machine_V1_WatchResponse>,
        context: ServerContext
    ) async throws {
        try await serving {
            try await system.watch(while: { !context.cancellation.isCancelled }) { sample, interval in
                try await response.write(Omniview_Machine_V1_WatchResponse(sample, interval: interval))
            }
        }
    }

    func watchProcesses(
        request: Omniview_Machine_V1_WatchProcessesRequest,
        response: RPCWriter<Omniview_Machine_V1_WatchProcessesResponse>,
        context: ServerContext
    ) async throws {
        let query = try ProcessQuery(request)
        try await serving {
            try await processes.watch(while: { !context.cancellation.isCancelled }) { sample, _ in
                let answer = query.answer(from: sample, withKernelThreads: settings.showsKernelThreads)
                try await response.write(Omniview_Machine_V1_WatchProcessesResponse(answer))
            }
        }
    }

    /// Says in the log and to the caller why the machine cannot be read.
    ///
    /// A stream ends only when it is given up: by its caller, who no longer listens, or because the plugin stops. With
    /// this code views know that it is worth asking again.
    private func serving(_ body: () async throws -> Void) async throws -> Never {
        do {
            try await body()
            throw RPCError(code: .unavailable, message: "the plugin is being stopped")
        } catch let error as MachineError {
            log.error("the machine cannot be read", metadata: ["reason": "\(error)"])
            throw RPCError(code: .failedPrecondition, message: error.description)
        }
    }
}
