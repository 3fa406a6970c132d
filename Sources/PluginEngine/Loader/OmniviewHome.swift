import PluginDefinition
package import PluginHost
import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Makes a home for a backend that is built with Omniview's SDK. Such a one reads `$HOME/.omniview/plugins/<id>/plugin.yaml`
/// before it serves, and ends when that is not there, whatever state folder its host has.
struct OmniviewHome {
    static let stateName = ".omniview"

    let plugin: PluginID

    /// Makes the plugin's place in a home lead to a folder. The folders of the home are made, but no link is followed:
    /// the plugin can write there.
    ///
    /// - Throws: ``PluginEngineError/Code/storageFailed``.
    func make(in home: Descriptor, _ path: String, leadingTo directory: String) throws(PluginEngineError) {
        var place = (folder: home, path: path)
        for name in [Self.stateName, StateFolders.pluginsName] {
            let path = "\(place.path)/\(name)"
            place = (try StateFolders.folder(name, in: place.folder, path), path)
        }
        let id = plugin.rawValue
        if place.folder.linkTarget(id.utf8) == Array(directory.utf8) { return }
        // Renamed over the old one: a backend of another version that runs never sees that there is none.
        let fresh = ".\(id)"
        unlinkat(place.folder.raw, fresh, 0)
        let made = retrying { symlinkat(directory, place.folder.raw, fresh) }.errno
        try place.folder.check("symlinkat", place.path, made)
        let renamed = retrying { renameat(place.folder.raw, fresh, place.folder.raw, id) }.errno
        try place.folder.check("renameat", place.path, renamed)
    }
}

extension LoadedPlugin {
    /// The home that a backend with Omniview's SDK needs when no engine's state folder has the plugin; nil for others,
    /// and when the user's own home leads to it.
    ///
    /// Remove it when the backend has ended.
    package func makeOmniviewHome() throws -> TemporaryDirectory? {
        guard definition.isLegacy, launch != nil, let directory = PluginFolders.realPath(directory) else { return nil }
        let place = "\(OmniviewHome.stateName)/\(StateFolders.pluginsName)/\(definition.id)"
        if let userHome = getenv("HOME"), PluginFolders.realPath("\(String(cString: userHome))/\(place)") == directory {
            return nil
        }
        let home = try TemporaryDirectory()
        do {
            let raw = open(home.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard raw >= 0 else { throw StateFolders.failure(home.path, "open", errno) }
            try OmniviewHome(plugin: definition.id).make(in: Descriptor(raw), home.path, leadingTo: directory)
        } catch {
            home.remove()
            throw error
        }
        return home
    }
}
