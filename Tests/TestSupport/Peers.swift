public import PluginHost
public import PluginProtocol

/// The launches of the peers in `Interop/`.
public enum Peers {
    /// The cookie that all of them check.
    public static let cookie = MagicCookie(key: "INTEROP_PLUGIN", value: "hello")

    /// Another language's plugin, by its path below `.build/peers`.
    public static func launch(
        _ path: String,
        tls: PluginLaunch.TLSRequirement = .required,
        environment: [String: String] = [:]
    ) throws -> PluginLaunch {
        try launch(program: Products.peer(path), tls: tls, environment: environment)
    }

    /// This package's own plugin of the same contract.
    public static func swiftLaunch(
        tls: PluginLaunch.TLSRequirement = .required,
        environment: [String: String] = [:]
    ) throws -> PluginLaunch {
        try launch(program: Products.executable("kv-plugin"), tls: tls, environment: environment)
    }

    private static func launch(
        program: String,
        tls: PluginLaunch.TLSRequirement,
        environment: [String: String]
    ) throws -> PluginLaunch {
        var launch = PluginLaunch(
            name: String(program.split(separator: "/").last ?? ""),
            command: PluginCommand(program: program),
            cookie: cookie
        )
        launch.tls = tls
        launch.environment = environment
        // Many tests run at a time on few cores: what a test does not measure must not depend on that.
        launch.connectTimeout = .seconds(60)
        launch.stopPolicy.shutdownDeadline = .seconds(30)
        launch.stopPolicy.exitGrace = .seconds(30)
        return launch
    }
}
