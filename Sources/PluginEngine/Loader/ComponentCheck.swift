import PluginDefinition
import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Checks that what a definition declares is there and well formed.
struct ComponentCheck {
    /// Where the files of the user interface are.
    static let assets = "assets"

    let directory: String
    let definition: PluginDefinition
    /// The manifest, all of whose files are there; nil for a plugin without one, whose files are looked at instead.
    let manifest: PluginManifest?

    /// Checks the backend's program and the scripts of the user interface.
    ///
    /// - Throws: ``PluginEngineError`` with code `invalid-component`, which names the first that is missing.
    func run(_ command: Command.Line?) throws(PluginEngineError) {
        if let command, command.isInsidePlugin {
            try require(command.program, as: "the backend's program (backend.command)", executable: true)
        }
        if let ui = definition.ui {
            try require("\(Self.assets)/\(ui.entry)", as: "the script of the user interface (ui.entry)")
            for view in ui.views {
                guard let entry = view.entry else { continue }
                try require("\(Self.assets)/\(entry)", as: "the script of the view \(view.id)")
            }
        } else if definition.capabilities.contains(.ui), !hasAssets {
            throw missing("\(Self.assets)/", "the folder of the user interface (capability ui)")
        }
    }

    private func require(_ path: String, as role: String, executable: Bool = false) throws(PluginEngineError) {
        let mode: UInt32
        if let manifest {
            guard let entry = manifest.files.first(where: { $0.path == path }) else { throw missing(path, role) }
            mode = UInt32(entry.mode)
        } else {
            var status = stat()
            guard lstat("\(directory)/\(path)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                throw missing(path, role)
            }
            mode = UInt32(status.st_mode)
        }
        if executable, mode & 0o111 == 0 {
            throw PluginEngineError(
                code: .invalidComponent,
                message: "\(role) of \(definition.id), \(path), is not executable; run chmod +x on it and seal again"
            )
        }
    }

    private var hasAssets: Bool {
        if let manifest { return manifest.files.contains { $0.path.hasPrefix(Self.assets + "/") } }
        var status = stat()
        return lstat("\(directory)/\(Self.assets)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private func missing(_ path: String, _ role: String) -> PluginEngineError {
        PluginEngineError(
            code: .invalidComponent,
            message: "\(role) of the plugin \(definition.id) is missing: \(directory)/\(path); "
                + "build the plugin, or correct its plugin.yaml"
        )
    }
}
