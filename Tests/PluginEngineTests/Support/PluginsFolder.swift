import PluginIntegrity
import TestSupport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A folder `plugins/` that lives as long as a test, and what it takes to fill it.
final class PluginsFolder: Sendable {
    private let parent: TemporaryFolder

    var path: String { "\(parent.path)/plugins" }

    init() throws {
        parent = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// A plugin with pages only, sealed unless asked otherwise.
    @discardableResult
    func add(
        _ id: String,
        in folder: String? = nil,
        version: String = "1.0.0",
        rest: String = "",
        isSealed: Bool = true,
        beside: Bool = false
    ) throws -> String {
        let name = (beside ? "" : "plugins/") + (folder ?? id)
        let head = "schema_version: 2\nid: \(id)\nname: A plugin\nversion: \(version)\ncapabilities: [ui]\n"
        try parent.write(head + rest, to: "\(name)/plugin.yaml")
        try parent.write("export {}\n", to: "\(name)/assets/entry.js")
        if isSealed { try PluginSealer.seal(directory: "\(parent.path)/\(name)") }
        return "\(parent.path)/\(name)"
    }

    func write(_ text: String, to name: String, mode: Int = 0o644) throws {
        try parent.write(text, to: "plugins/\(name)", mode: mode)
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }

    func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: "\(path)/\(name)", toPath: "\(path)/\(other)")
    }
}
