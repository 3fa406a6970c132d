// swift-tools-version: 6.0
// A package of its own, so that the generators of the committed protobuf code are built only when somebody
// regenerates it, and so that their exact versions are written down in one place. `dev/generate-protos` reads them
// from here: changing a version makes `dev/check-generated` ask for a new run.
import PackageDescription

let package = Package(
    name: "protoc-plugins",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", exact: "2.4.1"),
        .package(url: "https://github.com/grpc/grpc-swift-2", exact: "2.4.3"),
    ],
    targets: [
        // Never built: it keeps the package manager from dropping dependencies that no target names.
        .target(
            name: "ProtocPlugins",
            dependencies: [
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
                .product(name: "GRPCCore", package: "grpc-swift-2"),
                .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
            ]
        )
    ]
)
