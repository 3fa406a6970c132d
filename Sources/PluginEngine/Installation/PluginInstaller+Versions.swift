public import PluginDefinition
import PluginIntegrity

extension PluginInstaller {
    /// The versions of a plugin in the store, those installed last first.
    public func versions(of id: PluginID) throws(PluginEngineError) -> [InstalledVersion] {
        let place = links.place(of: id)
        return try store.versions().filter { $0.record.id == id }.map { version in
            InstalledVersion(version.digest, version.record, isActive: place == .version(digest: version.digest))
        }
    }

    /// Remembers that the engine has tried a version and did not take it, or that it has taken it after all.
    ///
    /// - Throws: ``PluginEngineError``; what was remembered stays then. A version that is gone is no error.
    func noteRefused(_ isRefused: Bool, _ digest: String) throws(PluginEngineError) {
        // Most often there is nothing to do, for which nobody has to wait.
        guard let known = VersionRecord(digest, in: folders.store), isRefused != (known.refusedAt != nil) else {
            return
        }
        try withIncoming { incoming throws(PluginEngineError) in
            try locked { () throws(PluginEngineError) in
                guard var record = VersionRecord(digest, in: folders.store) else { return }
                record.refusedAt = isRefused ? WallClock.now : nil
                try record.write(digest, in: folders, from: incoming)
            }
        }
    }

    /// The folder that a plugin's name leads to, as a path without links in its last component; nil when there is none.
    ///
    /// Whoever loads the plugin keeps using this path, and so keeps the version even when another becomes active.
    public func location(of id: PluginID) -> String? {
        switch links.place(of: id) {
        case .nothing: nil
        case .version(let digest): folders.path(ofVersion: digest)
        case .own: "\(folders.path)/\(StateFolders.pluginsName)/\(id)"
        }
    }

    /// Removes versions that nothing needs: of an installed plugin all but the last few and all that were refused, of a
    /// removed one all.
    ///
    /// - Parameters:
    ///   - digests: Versions that are in use, such as those of running backends; they stay.
    ///   - count: How many versions of each installed plugin stay at least.
    /// - Returns: The digests of what was removed.
    @discardableResult
    public func collectGarbage(
        keeping digests: Set<String> = [],
        versions count: Int = keptVersions
    ) throws(PluginEngineError) -> [String] {
        try withIncoming { incoming throws(PluginEngineError) in
            try locked { () throws(PluginEngineError) in
                let linked = try links.linkedDigests()
                var kept = digests.union(linked)
                let versions = try store.versions()
                for (id, group) in Dictionary(grouping: versions, by: \.record.id) {
                    guard case .version = links.place(of: id) else { continue }
                    // The active one counts, wherever it is in the order.
                    let others = group.filter { !linked.contains($0.digest) && $0.record.refusedAt == nil }
                    kept.formUnion(others.prefix(max(0, count - 1)).map(\.digest))
                }
                let removed = try store.digests().filter { !kept.contains($0) }
                for digest in removed {
                    try store.remove(digest, to: incoming, atStep: atStep)
                }
                try store.sweep()
                return removed
            }
        }
    }
}
