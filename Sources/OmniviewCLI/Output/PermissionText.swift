import EngineAPI
import PluginDefinition

extension Permissions {
    /// What is asked for, a sentence each, in the words of the window.
    var sentences: [String] {
        var all: [String] = []
        for file in filesystem {
            let place = file.isOwnData ? "its own data folder" : file.path
            all.append("\(file.access == .read ? "read" : "read and change") \(place): \(file.reason)")
        }
        for target in network { all.append("connect to \(target.host), port \(target.port): \(target.reason)") }
        for program in exec {
            let arguments = program.args.isEmpty ? " with any arguments" : " \(program.args.joined(separator: " "))"
            all.append("run \(program.command)\(arguments): \(program.reason)")
        }
        all += env.map { "see the engine's variable \($0)" }
        all += secrets.map { "get the secret \($0)" }
        switch clipboard {
        case .none: break
        case .read: all.append("read the clipboard")
        case .write: all.append("change the clipboard")
        case .readwrite: all.append("read and change the clipboard")
        }
        if notifications { all.append("show notifications") }
        return all
    }

    /// The permissions in what an engine has answered; nil when they are of a kind that this program does not know.
    init?(_ value: JSONValue) {
        guard let data = try? EngineJSON.encode(value),
            let permissions = try? EngineJSON.decode(Permissions.self, from: data)
        else { return nil }
        self = permissions
    }
}
