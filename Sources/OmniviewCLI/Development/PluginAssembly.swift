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

/// A plugin's folder as it would ship, put together in a temporary place from what a project holds and a build made.
struct PluginAssembly: Sendable {
    /// The folder.
    let path: String

    /// Puts the folder together: `plugin.yaml`, `bin/plugin`, and `assets/` if there are any.
    ///
    /// - Parameter program: the program that becomes `bin/plugin`; nil for a plugin without a backend.
    init(of project: String, program: String?) throws(CommandFailure) {
        if let program, access(program, X_OK) != 0 {
            throw CommandFailure(
                code: "no-program",
                message: "the build has made no program \(program) that can be executed",
                exit: .badData
            )
        }
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        var template = Array("\(parent.hasPrefix("/") ? parent : "/tmp")/omniview-dev-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Self.failure("no temporary folder can be made", String(cString: strerror(errno)))
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        do {
            let files = FileManager.default
            try files.copyItem(atPath: "\(project)/plugin.yaml", toPath: "\(path)/plugin.yaml")
            if let program {
                try files.createDirectory(atPath: "\(path)/bin", withIntermediateDirectories: false)
                try files.copyItem(atPath: program, toPath: "\(path)/bin/plugin")
            }
            if files.fileExists(atPath: "\(project)/assets") {
                try files.copyItem(atPath: "\(project)/assets", toPath: "\(path)/assets")
            }
        } catch {
            remove()
            throw Self.failure("the plugin cannot be put together", "\(error)")
        }
    }

    /// Removes the folder.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func failure(_ what: String, _ reason: String) -> CommandFailure {
        CommandFailure(code: "no-assembly", message: "\(what): \(reason)", exit: .unavailable)
    }
}
