import GRPCCore
import PluginTransport

/// How checks ask a plugin to end.
enum StopCalls {
    /// Calls Shutdown as hosts do; OK, UNAVAILABLE and a connection that closes are all right.
    ///
    /// - Throws: ``CheckFinding`` for any other answer.
    static func shutDown(_ plugin: ServingPlugin) async throws {
        try await shutDown(try await plugin.connect())
    }

    /// As ``shutDown(_:)``, on a connection that is there.
    static func shutDown(_ connection: PluginConnection) async throws {
        do {
            try await PluginServicesClient(transport: connection.transport).shutdown(timeout: .seconds(10))
        } catch let error as RPCError where error.code == .unavailable {
            // It closed the connection instead of answering, as go-plugin does.
        } catch let error as RPCError {
            throw CheckFinding("it answered Shutdown with \(error.code)")
        }
    }
}
