/// The files of a new plugin in Swift.
struct ScaffoldFiles: Sendable {
    let id: String
    let package: ScaffoldPackage

    /// The version that the plugin begins with.
    static let version = "0.1.0"

    /// The module. It ends in `Plugin`, so that it is none of those that the plugin uses, such as `Logging`.
    var module: String {
        let words = id.split(separator: "-").filter { $0 != "plugin" }.map {
            $0.prefix(1).uppercased() + $0.dropFirst()
        }
        let name = words.joined() + "Plugin"
        // No Swift name begins with a digit.
        return name.first?.isNumber == true ? "The\(name)" : name
    }

    /// The files by their paths in the plugin's folder.
    var all: [(path: String, text: String)] {
        [
            (".gitignore", ".build/\n.swiftpm/\n.DS_Store\nbin/\nMANIFEST.json\n"),
            ("Package.swift", manifest),
            ("README.md", readme),
            ("Sources/\(module)/Program.swift", program),
            ("Sources/\(module)/Settings.swift", settings),
            ("plugin.yaml", definition),
        ] + views
    }

    private var definition: String {
        """
        # Comments tell what each line is for; docs/plugin-definition.md of omniview has every key.
        schema_version: 2
        id: \(id)
        version: \(Self.version)
        name: \(id)
        description: A new plugin.

        # What it provides of the engine's contracts; beside them it can serve contracts of its own.
        capabilities: [settings, ui]

        # bin/plugin, started over go-plugin with mutual TLS, with nothing of the engine's environment.
        backend:
          start_timeout: 10s

        # Its view in the window: ui/src/entry.tsx becomes assets/entry.js. What it may call of the backend is listed in
        # `methods`, as package.Service/Method.
        ui:
          views:
            - { id: main, title: \(id), icon: LuBox }
          contributions:
            - { point: activity, id: main, title: \(id), icon: LuBox, view: main }

        """
    }

    private var manifest: String {
        """
        // swift-tools-version: 6.2
        import PackageDescription

        let package = Package(
            name: "\(id)",
            platforms: [.macOS(.v15)],
            products: [.executable(name: "\(id)", targets: ["\(module)"])],
            dependencies: [
                \(package.dependency),
                .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
            ],
            targets: [
                .executableTarget(
                    name: "\(module)",
                    dependencies: [
                        .product(name: "PluginCapabilities", package: \(ScaffoldPackage.quoted(package.reference))),
                        .product(name: "PluginSDK", package: \(ScaffoldPackage.quoted(package.reference))),
                        .product(name: "Logging", package: "swift-log"),
                    ],
                    // How a plugin that ships is linked on Linux; docs/write-a-plugin.md of omniview says why.
                    linkerSettings: [
                        .unsafeFlags(
                            [
                                "-static-executable",
                                "-Xlinker", "--wrap=__register_frame_info",
                                "-Xlinker", "--wrap=__deregister_frame_info",
                            ],
                            .when(platforms: [.linux], configuration: .release)
                        )
                    ]
                )
            ]
        )

        """
    }

    private var readme: String {
        """
        # \(id)

        A plugin of omniview. In this folder:

            swift build --product \(id)   # builds it; the first time takes minutes
            omniview serve                # in another terminal: the engine
            omniview plugin dev .         # installs it, shows its log, and swaps it whenever a source changes

        Its view is in `ui/`; `docs/write-a-view.md` of omniview is about it. `omniview open` opens the window.

        To ship it, build it as `docs/write-a-plugin.md` of omniview says, put the program beside `plugin.yaml` as
        `bin/plugin`, and bundle the view with `omniview plugin build .`.

        """
    }
}
