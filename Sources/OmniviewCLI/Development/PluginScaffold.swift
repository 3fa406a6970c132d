import ArgumentParser
import PluginDefinition

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

/// Makes the folder of a new plugin: the whole of it, or nothing.
struct PluginScaffold: Sendable {
    let files: ScaffoldFiles
    /// The folder to make.
    let directory: String

    /// Makes the folder.
    ///
    /// Everything is written beside it first and gets its name at the end, so that nothing half-written has that name.
    ///
    /// - Returns: the paths of the files in the folder.
    func write() throws -> [String] {
        try checkPlace()
        var path = directory
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let parent = parts.count > 1 ? parts.dropLast().joined(separator: "/") + "/" : ""
        let draft = "\(parent).omniview-\(UInt32.random(in: 0 ... .max))"
        guard mkdir(draft, 0o777) == 0 else { throw failure("a folder cannot be made beside it: \(Self.reason)") }
        var isDone = false
        defer { if !isDone { try? FileManager.default.removeItem(atPath: draft) } }
        var paths: [String] = []
        for file in files.all {
            try write(Data(file.text.utf8), to: file.path, in: draft)
            paths.append(file.path)
        }
        if case .checkout(let checkout) = files.package,
            let versions = FileManager.default.contents(atPath: "\(checkout)/Package.resolved")
        {
            // The versions that the checkout was built with: nothing newer has to be fetched.
            try write(versions, to: "Package.resolved", in: draft)
            paths.append("Package.resolved")
        }
        // Takes the place of a folder only when that is empty.
        guard rename(draft, path) == 0 else { throw failure(Self.reason) }
        isDone = true
        return paths.sorted()
    }

    private func write(_ bytes: Data, to path: String, in folder: String) throws {
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        do {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(parent)",
                withIntermediateDirectories: true
            )
            try bytes.write(to: URL(filePath: "\(folder)/\(path)"))
        } catch {
            throw failure("\(path) cannot be written: \(error)")
        }
    }

    private func checkPlace() throws {
        var status = stat()
        guard lstat(directory, &status) == 0 else {
            if errno == ENOENT { return }
            throw failure(Self.reason)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw failure("something else has that name already") }
        let isEmpty = try? FileManager.default.contentsOfDirectory(atPath: directory).isEmpty
        guard isEmpty == true else { throw failure("it is there already, and not empty; choose another --directory") }
    }

    private func failure(_ reason: String) -> CommandFailure {
        CommandFailure(code: "no-folder", message: "\(directory) is not made: \(reason)", exit: .badData)
    }

    private static var reason: String { String(cString: strerror(errno)) }

    // MARK: - Names

    /// A plugin's id, or a failure that says what it could be instead.
    static func id(_ name: String) throws(CommandFailure) -> String {
        // Its package would have the name of the one that it depends on, which no package can.
        guard name != ScaffoldPackage.name else {
            throw CommandFailure(
                code: CommandFailure.usageCode,
                message: "a plugin that is built with the package \(name) cannot have that name too; choose another",
                exit: .validationFailure
            )
        }
        if PluginID(name) != nil { return name }
        let suggestions = suggestion(for: name).map { [$0] }
        throw CommandFailure(
            code: CommandFailure.usageCode,
            message: CommandFailure.message(
                "\(name.isEmpty ? "the empty name" : name) is not a plugin's id: at most \(PluginID.maximumLength) of "
                    + "a to z, 0 to 9 and -, and the first is no -",
                suggestions: suggestions
            ),
            exit: .validationFailure,
            suggestions: suggestions
        )
    }

    /// The id that is nearest to a name: its words in small letters, with dashes between them.
    static func suggestion(for name: String) -> String? {
        var words: [String] = []
        var isInWord = false
        var wasSmall = false
        for character in name {
            guard character.isASCII, character.isLetter || character.isNumber else {
                isInWord = false
                continue
            }
            if !isInWord || character.isUppercase && wasSmall { words.append("") }
            words[words.count - 1] += character.lowercased()
            isInWord = true
            wasSmall = !character.isUppercase
        }
        let joined = words.joined(separator: "-").prefix(PluginID.maximumLength)
        return PluginID(String(joined)).map(\.rawValue)
    }
}
