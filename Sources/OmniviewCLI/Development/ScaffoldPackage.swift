import ArgumentParser

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where a new plugin gets the package `omniview` from, whose products PluginSDK and PluginCapabilities it needs.
enum ScaffoldPackage: Equatable, Sendable {
    /// A checkout, by its absolute path.
    case checkout(String)
    /// A repository, by its URL.
    case repository(String)

    static let name = "omniview"

    /// The path or the URL.
    var text: String {
        switch self {
        case .checkout(let path): path
        case .repository(let url): url
        }
    }

    /// The dependency in a manifest.
    var dependency: String {
        switch self {
        case .checkout(let path): ".package(name: \(Self.quoted(Self.name)), path: \(Self.quoted(path)))"
        case .repository(let url): ".package(url: \(Self.quoted(url)), branch: \"main\")"
        }
    }

    /// The name by which a manifest's targets refer to the package: of a repository, the end of its URL.
    var reference: String {
        guard case .repository(let url) = self else { return Self.name }
        let last = url.split(whereSeparator: { $0 == "/" || $0 == ":" }).last.map(String.init) ?? Self.name
        return last.hasSuffix(".git") ? String(last.dropLast(4)) : last
    }

    /// What a person named: a URL, also one in the short form of ssh, or a checkout's path.
    init(named text: String) throws(CommandFailure) {
        if text.contains("://") || text.contains("@") && text.contains(":") && !text.hasPrefix("/") {
            self = .repository(text)
            return
        }
        guard let path = Self.realPath(text), Self.isCheckout(path) else {
            throw CommandFailure(
                code: "no-package",
                message: "\(text) is no checkout of the package \(Self.name): it has no Package.swift of that name; "
                    + "give --package the path of one, or its URL",
                exit: .badData
            )
        }
        self = .checkout(path)
    }

    /// The checkout that a program was built in, which is a folder above it.
    ///
    /// - Parameter program: the program's own path; nil when the system does not say.
    init(builtWith program: String?) throws(CommandFailure) {
        var folder = program.flatMap(Self.realPath)?[...] ?? ""
        while let slash = folder.lastIndex(of: "/") {
            folder = folder[..<slash]
            if Self.isCheckout(String(folder)) {
                self = .checkout(String(folder))
                return
            }
        }
        throw CommandFailure(
            code: "no-package",
            message: "this program does not lie in a checkout of the package \(Self.name), which a new plugin needs; "
                + "give --package the path of one, or its URL",
            exit: .unavailable
        )
    }

    /// The path of this program; nil when the system does not say.
    static var program: String? {
        #if canImport(Darwin)
        var size: UInt32 = 4096
        var path = [CChar](repeating: 0, count: Int(size))
        guard _NSGetExecutablePath(&path, &size) == 0 else { return nil }
        return path.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
        #else
        return realPath("/proc/self/exe")
        #endif
    }

    private static func isCheckout(_ folder: String) -> Bool {
        let manifest = try? String(contentsOfFile: "\(folder)/Package.swift", encoding: .utf8)
        return manifest?.contains("Package(\n    name: \"\(name)\",") == true
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// A literal of Swift.
    static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
