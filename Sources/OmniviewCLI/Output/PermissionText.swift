import EngineAPI
import PluginDefinition

extension Permissions {
    /// What is asked for, a sentence each, in the words of the window.
    var sentences: [String] {
        var all = filesystem.map { file in
            let place = file.isOwnData ? "its own data folder" : file.path
            return Self.because("\(file.access == .read ? "read" : "read and change") \(place)", file.reason)
        }
        all += network.map { Self.because("connect to \($0.host), port \($0.port)", $0.reason) }
        all += exec.map { program in
            let isAny = program.args.isEmpty || program.args == ["*"]
            let arguments = isAny ? "with any arguments" : program.args.joined(separator: " ")
            return Self.because("run \(program.command) \(arguments)", program.reason)
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

    private static func because(_ sentence: String, _ reason: String) -> String {
        reason.isEmpty ? sentence : "\(sentence): \(reason)"
    }

    /// The permissions in what an engine has answered; nil when they are of a kind that this program does not know.
    init?(_ value: JSONValue) {
        guard let data = try? EngineJSON.encode(value),
            let permissions = try? EngineJSON.decode(Permissions.self, from: data)
        else { return nil }
        self = permissions
    }
}
