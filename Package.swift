// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grpcCore = Target.Dependency.product(name: "GRPCCore", package: "grpc-swift-2")
let grpcProtobuf = Target.Dependency.product(name: "GRPCProtobuf", package: "grpc-swift-protobuf")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let swiftProtobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")

// How a plugin that ships is linked on Linux; docs/write-a-plugin.md says why.
let asShipped: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-static-executable",
            "-Xlinker", "--wrap=__register_frame_info", "-Xlinker", "--wrap=__deregister_frame_info",
        ],
        .when(platforms: [.linux], configuration: .release)
    )
]

let package = Package(
    name: "omniview",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "omniview", targets: ["omniview"]),
        .library(name: "EngineAPI", targets: ["EngineAPI"]),
        .library(name: "PluginCapabilities", targets: ["PluginCapabilities"]),
        .library(name: "PluginDefinition", targets: ["PluginDefinition"]),
        .library(name: "PluginEngine", targets: ["PluginEngine"]),
        // With the modules whose types are part of its interface.
        .library(name: "PluginHost", targets: ["PluginHost", "PluginProtocol", "PluginTransport"]),
        .library(name: "PluginIntegrity", targets: ["PluginIntegrity"]),
        .library(
            name: "PluginSDK",
            targets: ["PluginSDK", "PluginCapabilities", "PluginProtocol", "PluginTransport"]
        ),
        .library(name: "PluginTestKit", targets: ["PluginTestKit", "PluginHost", "PluginProtocol"]),
        // For the package in Benchmarks/ alone; it is here so that its tests run with all others.
        .library(name: "BenchSuite", targets: ["BenchSuite"]),
    ],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // Floor 1
        .target(
            name: "PluginDefinition",
            dependencies: [.product(name: "Yams", package: "Yams")],
            exclude: ["Schema/plugin.schema.json"],
            swiftSettings: settings
        ),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "HTTP2Engine", dependencies: ["CZlib"], swiftSettings: settings),
        .target(name: "PluginProtocol", swiftSettings: settings),
        .target(
            name: "PluginContracts",
            dependencies: [grpcCore, grpcProtobuf, swiftProtobuf],
            exclude: ["Protos"],
            swiftSettings: settings
        ),

        // Floor 2
        .target(
            name: "PluginIntegrity",
            dependencies: [crypto],
            swiftSettings: settings
        ),
        .target(
            name: "PluginCapabilities",
            dependencies: ["PluginContracts", "PluginProtocol", grpcCore, swiftProtobuf],
            swiftSettings: settings
        ),
        .target(name: "CPluginTransport"),
        .target(
            name: "PluginTransport",
            dependencies: [
                "CPluginTransport", "HTTP2Engine", "PluginContracts", "PluginProtocol",
                crypto, grpcCore, grpcProtobuf, swiftProtobuf,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            swiftSettings: settings
        ),

        .target(name: "PluginStore", dependencies: [grdb], swiftSettings: settings),
        .target(name: "EngineAPI", swiftSettings: settings),

        // Floor 3
        .target(name: "PluginArchive", dependencies: ["CZlib", "PluginIntegrity"], swiftSettings: settings),
        .target(name: "CPluginHost"),
        .target(
            name: "PluginHost",
            dependencies: ["CPluginHost", "PluginProtocol", "PluginTransport", crypto, grpcCore, logging],
            swiftSettings: settings
        ),
        .target(
            name: "CPluginSDK"
        ),
        .target(
            name: "PluginSDK",
            dependencies: [
                "CPluginSDK", "PluginCapabilities", "PluginContracts", "PluginProtocol", "PluginTransport",
                grpcCore, logging,
            ],
            swiftSettings: settings
        ),

        // Floor 4
        .target(name: "CPluginEngine"),
        .target(
            name: "PluginEngine",
            dependencies: [
                "CPluginEngine", "EngineAPI", "PluginArchive", "PluginCapabilities", "PluginDefinition", "PluginHost",
                "PluginIntegrity", "PluginProtocol", "PluginStore", "PluginTransport", coreMetrics, grpcCore, logging,
            ],
            swiftSettings: settings
        ),

        .target(
            name: "PluginTestKit",
            dependencies: [
                "CPluginHost", "HTTP2Engine", "PluginHost", "PluginProtocol", "PluginTransport", grpcCore, logging,
            ],
            swiftSettings: settings
        ),

        // Floor 5
        .target(
            name: "EngineServer",
            dependencies: [
                "EngineAPI", "PluginCapabilities", "PluginEngine", crypto, hummingbird, hummingbirdCore, httpTypes,
                logging, nioCore, nioPosix, nioWebSocket,
            ],
            swiftSettings: settings
        ),

        // Floors 6 and 7
        .target(
            name: "OmniviewCLI",
            dependencies: [
                "CPluginHost", "EngineAPI", "EngineServer", "PluginDefinition", "PluginEngine", "PluginHost",
                "PluginIntegrity", "PluginProtocol", "PluginTestKit", "PluginTransport",
                argumentParser, asyncHTTPClient, coreMetrics, grpcCore, logging, nioCore,
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(name: "omniview", dependencies: ["OmniviewCLI", argumentParser], swiftSettings: settings),

        // Plugins that ship
        .executableTarget(
            name: "hello",
            dependencies: ["PluginCapabilities", "PluginSDK", grpcCore, grpcProtobuf, swiftProtobuf, logging],
            path: "Plugins/hello/Sources/Hello",
            swiftSettings: settings,
            linkerSettings: asShipped
        ),
        .target(name: "CMachine", path: "Plugins/machine/Sources/CMachine"),
        .executableTarget(
            name: "machine",
            dependencies: [
                "CMachine", "PluginCapabilities", "PluginSDK", grpcCore, grpcProtobuf, swiftProtobuf, logging,
            ],
            path: "Plugins/machine/Sources/Machine",
            swiftSettings: settings,
            linkerSettings: asShipped
        ),

        // What measures in Benchmarks/, prints and draws
        .target(
            name: "BenchSuite",
            dependencies: [subprocess, systemPackage],
            path: "Benchmarks/Sources/BenchSuite",
            swiftSettings: settings
        ),

        // Programs that the tests run: our side of the peers in Interop/
        .target(
            name: "InteropContracts",
            dependencies: [grpcCore, grpcProtobuf, swiftProtobuf],
            path: "Interop/swift/Contracts",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "kv-plugin",
            dependencies: ["InteropContracts", "PluginSDK", "PluginTransport", grpcCore, logging, swiftProtobuf],
            path: "Interop/swift/KVPlugin",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "notification-plugin",
            dependencies: ["InteropContracts", "PluginSDK", grpcCore, logging, swiftProtobuf],
            path: "Interop/swift/NotificationPlugin",
            swiftSettings: settings
        ),

        // Tests
        .target(
            name: "TestSupport",
            dependencies: [
                "PluginHost", "PluginProtocol", "PluginTransport", crypto, logging, subprocess, systemPackage,
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        .testTarget(
            name: "PluginDefinitionTests",
            dependencies: ["PluginDefinition"],
            exclude: ["Corpus"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "BenchSuiteTests",
            dependencies: ["BenchSuite"],
            path: "Benchmarks/Tests/BenchSuiteTests",
            swiftSettings: settings
        ),
        .testTarget(
            name: "PluginProtocolTests",
            dependencies: ["PluginProtocol", "TestSupport"],
            exclude: ["Corpus"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "HTTP2EngineTests",
            dependencies: [
                "HTTP2Engine", "TestSupport",
                // Another codec to hold our own against.
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
            ],
            exclude: ["Corpus"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PluginIntegrityTests",
            dependencies: ["PluginIntegrity", "TestSupport"],
            exclude: ["Corpus"],
            swiftSettings: settings
        ),
        // A made-up engine behind the API
        .target(
            name: "FakeEngineSupport",
            dependencies: ["EngineAPI", "EngineServer"],
            path: "Tests/FakeEngineSupport",
            swiftSettings: settings
        ),
        .testTarget(name: "EngineAPITests", dependencies: ["EngineAPI"], swiftSettings: settings),
        .testTarget(
            name: "EngineServerTests",
            dependencies: [
                "EngineAPI", "EngineServer", "FakeEngineSupport", asyncHTTPClient, httpTypes, logging, nioCore,
                nioPosix, nioWebSocket,
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PluginArchiveTests",
            dependencies: ["CZlib", "PluginArchive", "PluginIntegrity", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PluginStoreTests",
            dependencies: ["PluginStore", "TestSupport", grdb],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PluginCapabilitiesTests",
            dependencies: [
                "PluginCapabilities", "PluginContracts", grpcCore, swiftProtobuf,
                .product(name: "GRPCInProcessTransport", package: "grpc-swift-2"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PluginTransportTests",
            dependencies: [
                "HTTP2Engine", "PluginContracts", "PluginProtocol", "PluginTransport", "TestSupport",
                grpcCore, subprocess, swiftProtobuf, systemPackage,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PluginHostTests",
            dependencies: [
                "PluginHost", "PluginProtocol", "PluginTransport", "TestSupport", crypto, grpcCore, logging,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PluginEngineTests",
            dependencies: [
                "EngineAPI", "PluginArchive", "PluginCapabilities", "PluginDefinition", "PluginEngine", "PluginHost",
                "PluginIntegrity", "PluginProtocol", "PluginStore", "PluginTransport", "TestSupport", coreMetrics,
                grpcCore, logging,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PluginTestKitTests",
            dependencies: [
                "HTTP2Engine", "PluginHost", "PluginProtocol", "PluginTestKit", "PluginTransport", "TestSupport",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "OmniviewCLITests",
            dependencies: [
                "EngineAPI", "EngineServer", "FakeEngineSupport", "OmniviewCLI", "PluginEngine", "PluginIntegrity",
                "PluginTransport", "TestSupport", grpcCore, logging, subprocess, systemPackage,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "HelloTests",
            dependencies: [
                "PluginCapabilities", "PluginEngine", "PluginHost", "PluginIntegrity", "PluginProtocol",
                "PluginTransport", "TestSupport", grpcCore,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "MachineTests",
            dependencies: [
                "machine", "PluginCapabilities", "PluginEngine", "PluginHost", "PluginIntegrity", "PluginProtocol",
                "PluginTransport", "TestSupport", grpcCore, swiftProtobuf,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PluginSDKTests",
            dependencies: [
                "InteropContracts", "PluginHost", "PluginProtocol", "PluginSDK", "PluginTransport", "TestSupport",
                grpcCore, logging, subprocess, swiftProtobuf, systemPackage,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "InteropTests",
            dependencies: [
                "InteropContracts", "PluginHost", "PluginProtocol", "PluginTransport", "TestSupport",
                crypto, grpcCore, grpcProtobuf, logging, swiftProtobuf,
                subprocess, systemPackage,
                .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
            ],
            swiftSettings: settings
        ),
    ]
)
