#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Finds the file that a command names, and says what is wrong with one that does not start.
package enum ExecutableLookup {
    /// The path to execute.
    ///
    /// - Throws: ``PluginHostError`` with code `cannot-execute` when there is no such file, or it may not be executed.
    package static func resolve(_ command: PluginCommand) throws(PluginHostError) -> String {
        if let path = command.executionPath { return path }
        let program = command.program
        if program.isEmpty {
            throw PluginHostError(code: .cannotExecute, message: "the plugin's command is empty")
        }
        let path = program.contains("/") ? absolute(program, in: command.workingDirectory) : try search(program)
        guard access(path, X_OK) == 0, !isDirectory(path) else {
            throw PluginHostError(code: .cannotExecute, message: "cannot execute \(path): \(diagnose(path))")
        }
        return path
    }

    private static func absolute(_ path: String, in directory: String?) -> String {
        guard !path.hasPrefix("/"), let directory else { return path }
        return "\(directory)/\(path)"
    }

    private static func search(_ name: String) throws(PluginHostError) -> String {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        for directory in path.split(separator: ":") where directory.hasPrefix("/") {
            let candidate = "\(directory)/\(name)"
            if access(candidate, X_OK) == 0, !isDirectory(candidate) { return candidate }
        }
        throw PluginHostError(
            code: .cannotExecute,
            message: "cannot find \(name) in PATH (\(path)); install it, or name it by its path"
        )
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// What a person needs to know about a file that cannot be executed.
    static func diagnose(_ path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return String(cString: strerror(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { return "it is not a regular file" }
        var facts = [
            "mode 0\(String(status.st_mode & 0o7777, radix: 8))", "owner \(status.st_uid)", "group \(status.st_gid)",
        ]
        if status.st_mode & 0o111 == 0 { facts.insert("it has no execute permission (chmod +x)", at: 0) }
        facts.append(ExecutableFormat(path: path).description)
        return facts.joined(separator: ", ")
    }
}
