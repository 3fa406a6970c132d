import GRPCCore
import InteropContracts
import Logging
import PluginSDK

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A notification plugin for the crowdsec daemon, which sets a new cookie value for every start.
@main
struct NotificationPlugin {
    static func main() async {
        LoggingSystem.bootstrap(PluginLogHandler.init)
        await PluginServer(cookieKey: "CROWDSEC_PLUGIN_KEY", cookie: .any, services: [1: [Notifier()]]).run()
    }
}

/// Writes each notification to the file that the environment names, and to the log.
struct Notifier: Proto_Notifier.SimpleServiceProtocol {
    private let log = Logger(label: "notifier")

    func configure(request: Proto_Config, context: ServerContext) async throws -> Proto_Empty {
        log.info("configured", metadata: ["bytes": "\(request.config.count)"])
        return Proto_Empty()
    }

    func notify(request: Proto_Notification, context: ServerContext) async throws -> Proto_Empty {
        log.info("\(request.text)", metadata: ["notification": "\(request.name)"])
        if let path = ProcessInfo.processInfo.environment["NOTIFIER_RESULT"] {
            try Data(request.text.utf8).write(to: URL(filePath: path))
        }
        return Proto_Empty()
    }
}
