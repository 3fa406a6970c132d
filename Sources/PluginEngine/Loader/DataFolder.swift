import PluginDefinition
import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A plugin's folder in `data/` of the state folder, which is its own to write to, and how its backend learns of it.
struct DataFolder {
    static let parentName = "data"
    private static let homeName = "home"

    let state: StateFolders
    let plugin: PluginID
    /// The user's home, as far as the engine knows it.
    var userHome = getenv("HOME").map { String(cString: $0) }

    var path: String { "\(state.path)/\(Self.parentName)/\(plugin)" }

    /// The variables by which the backend of a version in a folder finds what is its own. Makes the folders that they
    /// name.
    ///
    /// - Throws: ``PluginEngineError/Code/storageFailed``.
    func variables(
        for definition: PluginDefinition,
        in directory: String
    ) throws(PluginEngineError) -> [String: String] {
        let folder = try open()
        typealias Variable = EnvironmentPolicy.EngineVariable
        var variables = [Variable.pluginID.rawValue: plugin.rawValue, Variable.dataDirectory.rawValue: path]
        if definition.isLegacy, !isHomeOfState {
            let home = "\(path)/\(Self.homeName)"
            let homeFolder = try StateFolders.folder(Self.homeName, in: folder, home)
            try OmniviewHome(plugin: plugin).make(in: homeFolder, home, leadingTo: directory)
            variables["HOME"] = home
        }
        return variables
    }

    private func open() throws(PluginEngineError) -> Descriptor {
        let parent = try StateFolders.folder(Self.parentName, in: state.root, "\(state.path)/\(Self.parentName)")
        return try StateFolders.folder(plugin.rawValue, in: parent, path)
    }

    /// Whether the user's home leads to this state folder, where a backend with Omniview's SDK then finds itself.
    private var isHomeOfState: Bool {
        guard let userHome else { return false }
        return PluginFolders.realPath("\(userHome)/\(OmniviewHome.stateName)") == state.path
    }
}
