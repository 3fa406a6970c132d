/// How a backend is started: one command line, or one per platform.
public enum Command: Sendable, Hashable {
    /// A program and its arguments.
    public struct Line: Sendable, Hashable {
        /// A path inside the plugin's folder when it contains a slash, else the name of an interpreter on the host.
        public let program: String
        /// What the program is called with, as is; no shell sees it.
        public let arguments: [String]

        /// Creates a command line.
        ///
        /// - Parameters:
        ///   - program: A path inside the plugin's folder, or the name of an interpreter.
        ///   - arguments: What the program is called with.
        public init(program: String, arguments: [String] = []) {
            self.program = program
            self.arguments = arguments
        }

        /// The program and then its arguments.
        public var words: [String] { [program] + arguments }

        /// Whether the program is a file of the plugin, not an interpreter that the host must have.
        public var isInsidePlugin: Bool { program.utf8.contains(UInt8(ascii: "/")) }

        init?(words: [String]) {
            guard let program = words.first else { return nil }
            self.init(program: program, arguments: Array(words.dropFirst()))
        }
    }

    /// The same everywhere.
    case everywhere(Line)
    /// By platform; a key is a system (`linux`) or a system and an architecture (`linux-x86_64`).
    case perPlatform([String: Line])

    /// `bin/plugin` without arguments, everywhere.
    public static let `default` = Command.everywhere(Line(program: "bin/plugin"))

    /// The command line for a platform, or nil when the plugin does not run there.
    ///
    /// A key with an architecture goes before one without.
    public func line(for platform: Platform) -> Line? {
        switch self {
        case .everywhere(let line): line
        case .perPlatform(let lines):
            lines[platform.description] ?? lines[platform.operatingSystem.rawValue]
        }
    }

    /// The program and its arguments for a platform, or nil when the plugin does not run there.
    public func command(for platform: Platform) -> [String]? {
        line(for: platform)?.words
    }
}

extension Command: Codable {
    /// Decodes a list of words, or an object of such lists by platform.
    ///
    /// - Throws: `DecodingError` for anything else, an empty list, or an unknown platform.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let words = try? container.decode([String].self) {
            guard let line = Line(words: words) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "the command is empty")
            }
            self = .everywhere(line)
            return
        }
        let lines = try container.decode([String: [String]].self).compactMapValues { Line(words: $0) }
        guard !lines.isEmpty, lines.keys.allSatisfy({ Platform.selectors.contains($0) }) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a command per platform")
        }
        self = .perPlatform(lines)
    }

    /// Encodes a list of words, or an object of such lists by platform.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .everywhere(let line): try container.encode(line.words)
        case .perPlatform(let lines): try container.encode(lines.mapValues(\.words))
        }
    }
}
