#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The executables that were built with the tests, and the peers of `Interop/`.
public enum Products {
    /// The path of an executable of this package.
    ///
    /// - Throws: ``MissingProduct`` when it was not built.
    public static func executable(_ name: String) throws -> String {
        try existing("\(directory)/\(name)", hint: "run `swift build --build-tests`")
    }

    /// The path of a peer's program, such as `go/bin/go-plugin`.
    ///
    /// - Throws: ``MissingProduct`` when it was not built: a missing peer fails the test, it never skips it.
    public static func peer(_ path: String) throws -> String {
        try existing("\(root)/.build/peers/\(path)", hint: "run `make peers`")
    }

    /// The repository.
    public static let root: String = {
        var path = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        path.removeLast(3)
        return path.joined(separator: "/")
    }()

    /// Where this package's executables are: beside the test runner's bundle.
    private static let directory: String = {
        let arguments = CommandLine.arguments
        let bundle = arguments.first { $0.hasSuffix(".xctest") } ?? arguments[0]
        var path = bundle.split(separator: "/", omittingEmptySubsequences: false)
        if let index = path.lastIndex(where: { $0.hasSuffix(".xctest") }) { path = Array(path[..<index]) }
        let built = path.joined(separator: "/")
        return FileManager.default.isExecutableFile(atPath: "\(built)/omniview") ? built : "\(root)/.build/debug"
    }()

    private static func existing(_ path: String, hint: String) throws -> String {
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw MissingProduct(description: "\(path) is missing; \(hint)")
        }
        return path
    }
}

/// A program that a test needs and that was not built.
public struct MissingProduct: Error, CustomStringConvertible {
    /// Which, and how to build it.
    public let description: String
}
