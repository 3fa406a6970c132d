#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A plugin's folder that lives as long as a test: a definition, and a peer of `Interop/` or a script as its program.
public final class SamplePlugin: Sendable {
    private let parent: TemporaryFolder

    /// The plugin's folder.
    public var path: String { "\(parent.path)/plugin" }

    /// Makes a folder with a definition only; its id is `sample`, its cookie that of the peers.
    ///
    /// - Parameters:
    ///   - backend: further lines below `backend`, each indented by two spaces.
    ///   - rest: further lines of the definition.
    public init(backend: String = "", rest: String = "") throws {
        parent = try TemporaryFolder()
        try write(
            Self.head + "backend:\n  cookie: {key: INTEROP_PLUGIN, value: hello}\n\(backend)\n\(rest)\n",
            to: yaml
        )
    }

    /// Makes a folder with exactly this definition.
    public init(definition: String) throws {
        parent = try TemporaryFolder()
        try write(definition, to: yaml)
    }

    /// The lines that every definition here begins with.
    public static let head = "schema_version: 2\nid: sample\nversion: 1.0.0\nname: Sample\n"

    private var yaml: String { "plugin.yaml" }

    /// A plugin whose program is a native executable.
    public static func native(backend: String = "", rest: String = "") throws -> SamplePlugin {
        let plugin = try SamplePlugin(backend: backend, rest: rest)
        try plugin.install(Products.peer("cpp/bin/cpp-plugin"))
        return plugin
    }

    /// A plugin whose program is a shell script, which becomes a peer after what `body` does.
    public static func script(
        _ body: String,
        at name: String = "bin/plugin",
        backend: String = "",
        rest: String = ""
    ) throws -> SamplePlugin {
        let plugin = try SamplePlugin(backend: backend, rest: rest)
        let peer = try Products.peer("cpp/bin/cpp-plugin")
        try plugin.write("#!/bin/sh\n\(body)\nexec \(peer)\n", to: name, mode: 0o755)
        return plugin
    }

    /// The path of a file in the folder.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file of the folder.
    public func write(_ text: String, to name: String, mode: Int = 0o644) throws {
        try parent.write(text, to: "plugin/\(name)", mode: mode)
    }

    /// Writes a file beside the folder and returns its path.
    public func writeBeside(_ text: String, to name: String, mode: Int = 0o644) throws -> String {
        try parent.write(text, to: name, mode: mode)
    }

    /// Copies a program into the folder.
    public func install(_ program: String, as name: String = "bin/plugin") throws {
        try write("", to: name)
        try remove(name)
        try FileManager.default.copyItem(atPath: program, toPath: file(name))
    }

    /// Removes a file of the folder.
    public func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: file(name))
    }

    /// Puts a file in the place of another by its name: whoever has the other open keeps it.
    public func replace(_ name: String, by path: String) throws {
        try remove(name)
        try FileManager.default.moveItem(atPath: path, toPath: file(name))
    }
}
