public import EngineAPI
import Logging
import PluginDefinition
import PluginIntegrity
import PluginStore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What is right and wrong with the installation, and what to do about it.
extension Engine {
    /// Free space below which the state folder's disk is reported.
    static let scarceBytes: UInt64 = 512 << 20
    /// The least open files that an engine with many plugins needs.
    static let wantedDescriptors: UInt64 = 1_024

    /// Makes every check. Nothing is changed; whether the state folder can be written to is tried with an empty folder.
    public func doctor() async -> DoctorReport {
        // The store is not watched: a file that was changed there is seen now, and not only at the plugin's next start.
        do {
            try await rescan()
        } catch {
            logger.warning("The plugins cannot be looked through", metadata: ["error": "\(error)"])
        }
        var checks = [folderCheck(), diskCheck(), storeCheck(), await journalCheck(), descriptorCheck(), watchCheck()]
        checks += catalogue.map { $0.notices.map { DoctorCheck(code: "catalogue", status: .warning, what: $0) } } ?? []
        checks += [sealCheck()]
        checks += strangerChecks()
        for id in plugins.keys.sorted() { checks += await pluginChecks(id) }
        return DoctorReport(checks: checks)
    }

    private func folderCheck() -> DoctorCheck {
        var status = stat()
        let path = PathText.quoted(folders.path)
        guard stat(folders.path, &status) == 0 else {
            return DoctorCheck(
                code: "state-folder",
                status: .error,
                what: "the state folder \(path) is not there any more",
                advice: "stop the engine, put the folder back and start it again"
            )
        }
        // A full disk is the next check's.
        if let number = WriteProbe.refusal(in: folders.path), number != ENOSPC, number != EDQUOT {
            return Self.unwritable(path, number)
        }
        guard status.st_mode & 0o022 == 0 else {
            return DoctorCheck(
                code: "state-folder",
                status: .warning,
                what: "others may write to the state folder \(path)",
                advice: "chmod go-w \(path)"
            )
        }
        return DoctorCheck(code: "state-folder", status: .ok, what: "the state folder is \(path)")
    }

    private func diskCheck() -> DoctorCheck {
        var space = statvfs()
        guard statvfs(folders.path, &space) == 0 else {
            return DoctorCheck(code: "disk", status: .warning, what: "the disk does not say how much space is free")
        }
        return Self.diskCheck(free: UInt64(space.f_bavail) * UInt64(space.f_frsize))
    }

    static func unwritable(_ path: String, _ number: Int32) -> DoctorCheck {
        let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return DoctorCheck(
            code: "state-folder",
            status: .error,
            what: "the state folder \(path) cannot be written to (\(reason))",
            advice: WriteProbe.isReadOnly(number) && number != EROFS
                ? "make it writable: chmod u+w \(path); what waits in memory is written then"
                : "look at the kernel's log (dmesg), and mount its disk writable; what waits in memory is written then, "
                    + "unless the disk is mounted anew, after which the engine has to be started again"
        )
    }

    static func diskCheck(free: UInt64) -> DoctorCheck {
        let what = "\(free >> 20) MiB are free on the state folder's disk"
        guard free < scarceBytes else { return DoctorCheck(code: "disk", status: .ok, what: what) }
        guard free > 0 else {
            return DoctorCheck(
                code: "disk",
                status: .error,
                what: what,
                advice: "free space: events and logs wait in memory while the disk is full"
            )
        }
        return DoctorCheck(
            code: "disk",
            status: .warning,
            what: "little space is left: \(what)",
            advice: "free space, so that \(scarceBytes >> 20) MiB or more are free"
        )
    }

    private func storeCheck() -> DoctorCheck {
        Self.trouble(store.condition) ?? openingCheck()
    }

    /// What is wrong with the database that was in order at the start; nil when nothing is.
    static func trouble(_ condition: StoreCondition) -> DoctorCheck? {
        if let damage = condition.damage {
            return DoctorCheck(
                code: "store",
                status: .error,
                what: damage.message,
                advice: "restart the engine; settings and history are in the file that it sets aside"
            )
        }
        switch condition.place {
        case .kept: break
        case .removed:
            return DoctorCheck(
                code: "store",
                status: .warning,
                what: "somebody has removed engine.db, or its log, while the engine has it open",
                advice: "nothing is lost while the engine runs: it is written again with the next thing that is stored"
            )
        case .replaced:
            return DoctorCheck(
                code: "store",
                status: .error,
                what: "somebody has replaced engine.db while the engine has it open; nothing more is stored",
                advice: "restart the engine; what runs goes on until then, and the file that is there then is taken"
            )
        }
        guard condition.rewrites > 0 else { return nil }
        return DoctorCheck(
            code: "store",
            status: .warning,
            what: "engine.db was removed while the engine had it open, and is written again with all that was in it",
            advice: "find out who removes files from the state folder; nothing else is to be done"
        )
    }

    private func openingCheck() -> DoctorCheck {
        guard let damage else { return DoctorCheck(code: "store", status: .ok, what: "engine.db is in order") }
        return DoctorCheck(
            code: "store",
            status: .warning,
            what: "engine.db was damaged and a new one was begun (\(damage.reason.rawValue))",
            advice: "settings and history from before are in \(PathText.quoted(damage.setAside)); set settings again"
        )
    }

    private func journalCheck() async -> DoctorCheck {
        do {
            let bounds = try await store.eventBounds()
            let waiting = journal.waitingCount
            if let refusal = journal.refusal {
                return DoctorCheck(
                    code: "journal",
                    status: .error,
                    what: "\(waiting) events wait in memory: \(refusal.message)",
                    advice: "they are written by themselves once the disk takes them; more than "
                        + "\(Journal.maximumWaiting) are lost"
                )
            }
            guard waiting < Journal.batch else {
                return DoctorCheck(
                    code: "journal",
                    status: .error,
                    what: "\(waiting) events wait to be written",
                    advice: "the disk is slower than what happens: see the engine's log, and what else uses the disk"
                )
            }
            return DoctorCheck(code: "journal", status: .ok, what: "the journal is at event \(bounds.newest)")
        } catch {
            return DoctorCheck(code: "journal", status: .error, what: error.message)
        }
    }

    private func descriptorCheck() -> DoctorCheck {
        var limit = rlimit()
        #if canImport(Glibc)
        let result = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #else
        let result = getrlimit(RLIMIT_NOFILE, &limit)
        #endif
        return Self.descriptorCheck(limit: result == 0 ? UInt64(limit.rlim_cur) : nil)
    }

    /// - Parameter limit: How many files may be open; nil when the system does not say.
    static func descriptorCheck(limit: UInt64?) -> DoctorCheck {
        guard let limit else {
            return DoctorCheck(
                code: "descriptors",
                status: .ok,
                what: "the system does not say how many files may be open"
            )
        }
        let what = "the engine may have \(limit) files open"
        guard limit < wantedDescriptors else { return DoctorCheck(code: "descriptors", status: .ok, what: what) }
        return DoctorCheck(
            code: "descriptors",
            status: .warning,
            what: what,
            advice: "raise it where the engine is started, and start it again: ulimit -n 4096"
        )
    }

    private func watchCheck() -> DoctorCheck {
        guard let watchNotice else {
            return DoctorCheck(code: "watch", status: .ok, what: "changes in plugins/ take effect at once")
        }
        return DoctorCheck(code: "watch", status: .warning, what: watchNotice.text, advice: watchNotice.advice)
    }

    private func sealCheck() -> DoctorCheck {
        guard configuration.allowsUnsealed else {
            return DoctorCheck(
                code: "sealed",
                status: .ok,
                what: "only plugins whose files can be verified are started"
            )
        }
        return DoctorCheck(
            code: "sealed",
            status: .warning,
            what: "plugins without a manifest are started as they are",
            advice: "install them (omniview plugin install), which seals them, and start the engine without --unsealed"
        )
    }

    /// Folders that no plugin is taken from.
    private func strangerChecks() -> [DoctorCheck] {
        strangers().map { found, error in
            DoctorCheck(
                code: "folder",
                status: .error,
                what: "plugins/\(found.folder.name) is not taken: \(error.message)",
                advice: found.remarks.first
            )
        }
    }

    private func pluginChecks(_ id: PluginID) async -> [DoctorCheck] {
        guard let plugin = plugins[id] else { return [] }
        if let rejection = plugin.found.rejection {
            return [
                DoctorCheck(
                    code: "plugin",
                    status: .error,
                    what: rejection.error.message,
                    advice: "omniview plugin info \(id) shows every finding"
                )
            ]
        }
        guard case .notRunning(let obstacle)? = await plugin.backend?.managed.standing else { return [] }
        switch obstacle {
        case .refused, .failedTooOften, .processRemains:
            return [
                DoctorCheck(
                    code: "plugin",
                    status: .error,
                    what: obstacle.message(plugin: id.rawValue),
                    advice: "omniview plugin crashes \(id) and omniview plugin logs \(id) say more"
                )
            ]
        case .removed, .engineStopping, .disabled, .stoppedByUser, .notNeeded, .backingOff, .stopping: return []
        }
    }
}
