package import EngineAPI
import Logging
import PluginDefinition
import PluginStore

/// Installing what the user has put into the inbox.
extension Engine {
    /// Has the inbox looked through whenever something changes there.
    nonisolated func watchInbox() async {
        let watch = FolderWatch(ofInbox: folders.inbox)
        repeat {
            inbox.refresh()
        } while (try? await watch.next()) != nil
    }

    /// Reviews what is put into the inbox, and tells whoever shows it.
    nonisolated func reviewInbox() async {
        await inbox.run { [journal] count in
            let what = count == 1 ? "the inbox holds 1 entry" : "the inbox holds \(count) entries"
            journal.tell("inbox.changed", ["entries": .integer(Int64(count)), "message": .string(what)])
        }
    }

    /// What is in the inbox, and what would come of installing it. Never waits for a review.
    package func inboxContents() async throws(Problem) -> Inbox {
        let (seen, notices) = await inbox.look()
        let ids = Set(seen.compactMap { try? $0.outcome?.get().definition.id })
        let installer = installer
        let occupants: [PluginID: PluginInstaller.Occupant]
        do throws(PluginEngineError) {
            occupants = try await Blocking.run { () throws(PluginEngineError) in try installer.occupants(ids) }
        } catch {
            throw Problem(inbox: error, plugin: nil)
        }
        return Inbox(
            directory: folders.inbox,
            entries: seen.map { InboxEntry($0, occupants) },
            notices: notices
        )
    }

    /// Installs an entry of the inbox and makes it the active version; a running one stays when it fails. The entry
    /// stays where it is.
    ///
    /// - Parameters:
    ///   - name: The entry's name. It is one component: there is no way to anything outside of the inbox.
    ///   - digest: The digest of the review that the person has agreed to, 64 hexadecimal digits.
    /// - Returns: The plugin.
    /// - Throws: ``EngineAPI/ProblemType/inboxNotFound``, ``EngineAPI/ProblemType/inboxChanged`` when the files are not
    ///   those of the review, ``EngineAPI/ProblemType/inboxRefused``; what an activation throws.
    package func installFromInbox(_ name: String, digest: String) async throws(Problem) -> String {
        try checkNotStopping()
        guard InboxFolder.isEntryName(name) else {
            throw Problem(
                .badParameter,
                detail: "this is no name of an entry: it is one name in the inbox, without '/', and not hidden"
            )
        }
        var staged: StagedVersion?
        let problem: Problem?
        do {
            let version = try await stage(name, digest: digest)
            // Whoever has asked may have given up meanwhile, and then nothing more happens.
            try Task.checkCancellation()
            staged = version
            try await makeActive(version.version.digest, version.version.id)
            problem = nil
        } catch {
            if let staged, staged.active == nil { await takeBack(staged.version) }
            problem = Problem(error, plugin: staged?.version.id.rawValue)
        }
        await recordInAudit(
            "install",
            plugin: staged?.version.id.rawValue,
            detail: ["inbox": .string(name), "digest": .string("sha256:\(digest)")],
            outcome: problem
        )
        guard let staged, problem == nil else {
            throw problem ?? Problem(.engineFailed, detail: "nothing was installed; see the engine's log")
        }
        return staged.version.id.rawValue
    }

    /// Takes away the name of a plugin that was not there before and is not taken: what was not installed must not be
    /// there. Its version goes with the garbage.
    private func takeBack(_ version: PluginEngine.InstalledVersion) async {
        let installer = installer
        do {
            try await Blocking.run { () throws(PluginEngineError) in
                guard case .version(let active)? = try installer.occupants([version.id])[version.id],
                    active.digest == version.digest
                else { return }
                try installer.remove(version.id)
            }
            try await rescan()
        } catch {
            logger.warning(
                "A plugin that is not taken is still there",
                metadata: ["plugin": "\(version.id)", "error": "\(error)"]
            )
        }
    }

    private func stage(_ name: String, digest: String) async throws -> StagedVersion {
        let (installer, folder) = (installer, inbox.folder)
        guard await Blocking.read({ folder.stamp(of: name) }) != nil else {
            throw Problem(
                .inboxNotFound,
                detail: "the inbox holds nothing of this name; put the plugin into \(folder.path)"
            )
        }
        do {
            return try await Blocking.run { () throws(PluginEngineError) in
                try installer.stage(reviewed: folder.path(of: name), digest: digest)
            }
        } catch {
            // Whatever it is now, it is not what the person was shown.
            await inbox.forget(name)
            throw Problem(inbox: error, plugin: nil)
        }
    }
}

extension InboxEntry {
    fileprivate init(_ seen: InboxReviewer.Seen, _ occupants: [PluginID: PluginInstaller.Occupant]) {
        switch seen.outcome {
        case nil: self.init(name: seen.name, state: .checking)
        case .failure(let error): self.init(name: seen.name, state: .refused, problem: error.summary())
        case .success(let found):
            switch occupants[found.definition.id] {
            case .own(let error): self.init(name: seen.name, state: .refused, problem: error.summary())
            case .version(let version):
                let review = InboxReview(found, replacing: version)
                self.init(name: seen.name, state: review.change == .none ? .installed : .ready, review: review)
            case .nothing, nil:
                self.init(name: seen.name, state: .ready, review: InboxReview(found, replacing: nil))
            }
        }
    }
}

extension InboxReview {
    fileprivate init(_ found: PluginReview, replacing active: PluginEngine.InstalledVersion?) {
        let definition = found.definition
        self.init(
            id: definition.id.rawValue,
            name: definition.name,
            version: definition.versionText,
            description: definition.description.nilWhenEmpty,
            icon: definition.icon.nilWhenEmpty,
            author: definition.author?.name.nilWhenEmpty,
            sealed: found.sealer == .author,
            files: found.files,
            bytes: Int(found.bytes),
            digest: "sha256:\(found.digest)",
            change: InboxChange(from: active, to: found),
            replaces: active?.version,
            permissions: definition.asked.first,
            optionalPermissions: definition.asked.later,
            relaxations: definition.relaxations,
            command: found.command?.words ?? [],
            hasUI: definition.ui != nil,
            diagnostics: found.diagnostics.map { PluginDiagnostic($0) }
        )
    }
}

extension InboxChange {
    fileprivate init(from active: PluginEngine.InstalledVersion?, to found: PluginReview) {
        guard let active else {
            self = .first
            return
        }
        guard active.digest != found.digest else {
            self = .none
            return
        }
        guard let old = SemanticVersion(active.version), let new = found.definition.version, old != new else {
            self = .otherFiles
            return
        }
        self = old < new ? .upgrade : .downgrade
    }
}
