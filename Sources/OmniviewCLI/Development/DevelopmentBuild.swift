/// What makes a plugin's program of its sources.
enum DevelopmentBuild: Equatable, Sendable {
    /// The Swift package in the folder, and which of its products is the program; nil for that of the plugin's id.
    case swift(product: String?)
    /// Any command, after which `bin/plugin` is the program.
    case command(String)

    /// The command for the shell.
    func command(for id: String) -> String {
        switch self {
        case .swift(let product): "swift build --product \(Self.quoted(product ?? id))"
        case .command(let command): command
        }
    }

    /// The program that the build has made.
    func program(of id: String, in directory: String) -> String {
        switch self {
        case .swift(let product): "\(directory)/.build/debug/\(product ?? id)"
        case .command: "\(directory)/bin/plugin"
        }
    }

    /// A word of the shell.
    static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d...0x2f, 0x5f: true
            default: false
            }
        }
        return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
