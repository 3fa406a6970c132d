/// A program that takes part, as a host or as a plugin.
struct Program: Sendable, Hashable {
    /// The name of its side in a pair, such as `Go`.
    var name: String
    var path: String
}

/// A host with a plugin.
struct Pair: Sendable, Hashable {
    /// What every other pair is compared with.
    static let reference = "Go-Go"
    /// What the other pairs are also compared with when a newer go-plugin takes part.
    static let newerReference = "NewGo-NewGo"

    var host: Program
    var plugin: Program

    /// The host's name, then the plugin's.
    var name: String { "\(host.name)-\(plugin.name)" }

    /// Whether the benchmark fails without its values.
    var isRequired: Bool { [host.name, plugin.name].allSatisfy { ["Go", "Swift"].contains($0) } }

    /// The words of the plugin's command. Only the plugin in Swift has more than one way to serve.
    func pluginCommand(_ measurement: Measurement) -> [String] {
        [plugin.path] + (plugin.name == "Swift" ? measurement.pluginArguments : [])
    }

    /// The pairs that are worth a comparison: the hosts in Swift and Go with every plugin, a further host with the plugin
    /// in Swift and with its own.
    static func all(hosts: [Program], plugins: [Program]) -> [Pair] {
        hosts.flatMap { host in
            plugins.filter { ["Swift", "Go"].contains(host.name) || ["Swift", host.name].contains($0.name) }
                .map { Pair(host: host, plugin: $0) }
        }
    }
}
