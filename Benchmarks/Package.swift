// swift-tools-version: 6.2
// The benchmark is a package of its own, so that nobody who uses the engine builds it.
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

// As a plugin ships; docs/write-a-plugin.md says why.
let asShipped: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-static-executable",
            "-Xlinker", "--wrap=__register_frame_info", "-Xlinker", "--wrap=__deregister_frame_info",
        ],
        .when(platforms: [.linux])
    )
]

let benchSuite = Target.Dependency.product(name: "BenchSuite", package: "omniview")
let grpcCore = Target.Dependency.product(name: "GRPCCore", package: "grpc-swift-2")
let grpcProtobuf = Target.Dependency.product(name: "GRPCProtobuf", package: "grpc-swift-protobuf")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let pluginEngine = Target.Dependency.product(name: "PluginEngine", package: "omniview")
let pluginHost = Target.Dependency.product(name: "PluginHost", package: "omniview")
let pluginIntegrity = Target.Dependency.product(name: "PluginIntegrity", package: "omniview")
let pluginSDK = Target.Dependency.product(name: "PluginSDK", package: "omniview")
let swiftProtobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "omniview", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
    ],
    targets: [
        .executableTarget(name: "Bench", dependencies: [benchSuite], swiftSettings: settings),

        // What is measured.
        .target(
            name: "BenchContracts",
            dependencies: [grpcCore, grpcProtobuf, swiftProtobuf],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "BenchHost",
            dependencies: [
                "BenchContracts", grpcCore, logging, pluginEngine, pluginHost, pluginIntegrity, swiftProtobuf,
            ],
            swiftSettings: settings,
            linkerSettings: asShipped
        ),
        .executableTarget(
            name: "BenchPlugin",
            dependencies: ["BenchContracts", grpcCore, pluginSDK, swiftProtobuf],
            swiftSettings: settings,
            linkerSettings: asShipped
        ),
    ]
)
