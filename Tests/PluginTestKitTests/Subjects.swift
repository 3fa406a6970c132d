import PluginHost
import PluginProtocol
import PluginTestKit
import TestSupport

/// Plugins to look at, good and bad.
enum Subjects {
    /// Checks wait no longer than they must, and processes get the time that they need on a machine with many tests.
    static let patience: PluginConformance.Patience = {
        var patience = PluginConformance.Patience()
        patience.start = .seconds(60)
        patience.exit = .seconds(15)
        patience.absence = .milliseconds(500)
        patience.idle = .seconds(1)
        patience.check = .seconds(180)
        return patience
    }()

    /// A program of this package's, or another language's by its path below `.build/peers`.
    static func program(_ name: String) throws -> String {
        try name.contains("/") ? Products.peer(name) : Products.executable(name)
    }

    /// The suite for one program.
    static func suite(_ name: String, environment: [String: String] = [:]) throws -> PluginConformance {
        var suite = PluginConformance(
            PluginSubject(command: PluginCommand(program: try program(name)), cookie: Peers.cookie)
        )
        suite.patience = patience
        suite.subject.environment = environment
        if name == "kv-plugin" { suite.subject.appProtocols = [1, 2] }
        return suite
    }

    /// The suite for a shell script that does something to a good plugin, which it finds as `$GOOD`.
    static func suite(script: String, in folder: TemporaryFolder) throws -> PluginConformance {
        var suite = try suite("kv-plugin", environment: ["GOOD": program("kv-plugin"), "PATH": "/usr/bin:/bin"])
        suite.subject.command.program = try folder.script(script)
        return suite
    }
}
