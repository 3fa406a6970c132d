import GRPCCore
import Logging
import PluginProtocol
import PluginTransport

/// The life of a plugin that somebody else has started, from the first look at it to its end or to a parting.
final class AttachedSession: Session {
    let ready = OneShot<RunningPlugin>()
    let stopRequested = OneShot<Void>()
    private let reattachment: PluginReattachment
    private let logger: Logger

    init(reattachment: PluginReattachment, logger: Logger) {
        self.reattachment = reattachment
        self.logger = logger
    }

    func run() async -> PluginEnd {
        do {
            // For the sockets that the host serves through the broker.
            let directory = try TemporaryDirectory()
            defer { directory.remove() }
            let (process, plugin) = try await attach(in: directory)
            let life = PluginLife(
                process: process,
                policy: reattachment.stopPolicy,
                output: reattachment.output,
                logger: logger,
                ready: ready,
                stopRequested: stopRequested,
                leavesRunning: reattachment.configuration.isTest
            )
            defer { process.letGo() }
            return await life.run(plugin)
        } catch {
            ready.fulfil(.failure(error))
            return .neverStarted
        }
    }

    private func attach(in directory: TemporaryDirectory) async throws -> (AttachedProcess, RunningPlugin) {
        let configuration = reattachment.configuration
        if let known = reattachment.appProtocols, !known.contains(configuration.appProtocol) {
            throw failure(
                .handshake,
                "the plugin \(reattachment.name) serves version \(configuration.appProtocol) of its contract, and the host "
                    + "knows \(known)",
                nil
            )
        }
        let security: ConnectionSecurity
        do {
            security = try reattachment.tlsSettings.map { .own(try OwnTLS($0)) } ?? .plaintext
        } catch {
            throw failure(.tlsSettings, "the plugin \(reattachment.name) is not attached to", error)
        }
        let begin = ContinuousClock.now
        let process: AttachedProcess
        do {
            let listener = try await PluginConnector.listener(
                at: configuration.address,
                timeout: reattachment.connectTimeout
            )
            process = try AttachedProcess(
                processID: configuration.processID,
                listener: listener,
                on: try IOThread.shared()
            )
        } catch let error as TransportError where error.code == .connectFailed {
            throw notFound(PluginProtocolError.processNotFound("nobody listens at \(configuration.address) (\(error))"))
        } catch let error as PluginProtocolError {
            throw notFound(error)
        }
        do {
            return (process, try await connect(process, in: directory, security, since: begin))
        } catch {
            process.letGo()
            throw failure(.connection, "the plugin \(reattachment.name) runs, but cannot be connected to", error)
        }
    }

    private func connect(
        _ process: AttachedProcess,
        in directory: TemporaryDirectory,
        _ security: ConnectionSecurity,
        since begin: ContinuousClock.Instant
    ) async throws -> RunningPlugin {
        let configuration = reattachment.configuration
        let connection = try await PluginConnector.connect(
            to: configuration.address,
            security: security,
            limits: reattachment.messageLimits,
            spins: reattachment.spins,
            timeout: reattachment.connectTimeout
        )
        var timings = PluginTimings()
        timings.connect = ContinuousClock.now - begin
        let transport = connection.transport.observed(by: reattachment.observer)
        return RunningPlugin(
            name: reattachment.name,
            processID: configuration.processID ?? 0,
            appProtocol: configuration.appProtocol,
            address: configuration.address,
            tls: connection.tls,
            isMultiplexed: false,
            sharesMemory: false,
            timings: timings,
            client: GRPCClient(transport: transport),
            transport: transport,
            brokerLink: try BrokerLink(
                .sockets(BrokerSockets(endpoint: .unix(directory: directory.path, group: nil))),
                BrokerConnections(
                    security: security,
                    serving: reattachment.brokerMessageLimits,
                    connecting: reattachment.messageLimits,
                    peerName: "the plugin \(reattachment.name)",
                    observer: reattachment.observer
                )
            ),
            process: process,
            log: LogCollector(logger: logger)
        )
    }

    private func notFound(_ cause: PluginProtocolError) -> PluginHostError {
        failure(.handshake, "the plugin \(reattachment.name) cannot be attached to", cause)
    }

    private func failure(_ code: PluginHostError.Code, _ message: String, _ cause: (any Error)?) -> PluginHostError {
        PluginHostError(code: code, message: message, cause: cause)
    }
}
