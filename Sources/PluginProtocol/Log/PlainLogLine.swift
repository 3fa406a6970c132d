/// What a line of stderr that is no JSON tells about itself by its first words.
struct PlainLogLine {
    /// The level of the prefix in brackets, or error for the first line of a crash; nil when it says nothing.
    let level: PluginLogLevel?
    /// Whether the plugin crashed, so that a stack follows.
    let isCrash: Bool

    init(_ line: [UInt8]) {
        let prefixed = Self.prefixes.first { line.starts(with: $0.text) }?.level
        isCrash = prefixed == nil && (Self.isGoCrash(line) || Self.isSwiftCrash(line))
        level = prefixed ?? (isCrash ? .error : nil)
    }

    private static let prefixes: [(text: [UInt8], level: PluginLogLevel)] = PluginLogLevel.allCases.map {
        (Array("[\($0.rawValue.uppercased())]".utf8), $0)
    }

    private static func isGoCrash(_ line: [UInt8]) -> Bool {
        line.starts(with: "panic: ".utf8) || line.starts(with: "fatal error: ".utf8)
    }

    /// How far into a line the Swift runtime's words are looked for: the path of a source file stands before them.
    static let swiftSearchLimit = 4_096

    /// The Swift runtime writes `Module/File.swift:12: Fatal error: why`.
    private static func isSwiftCrash(_ line: [UInt8]) -> Bool {
        let start = line.prefix(swiftSearchLimit)
        let mark = Array(".swift:".utf8)
        var search = start
        while let dot = search.firstIndex(of: UInt8(ascii: ".")) {
            var rest = start[dot...]
            if rest.starts(with: mark) {
                rest = rest.dropFirst(mark.count)
                let afterNumber = rest.drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                let crash = [": Fatal error", ": Assertion failed", ": Precondition failed"].contains {
                    afterNumber.starts(with: $0.utf8)
                }
                if crash, afterNumber.startIndex > rest.startIndex { return true }
            }
            search = start[(dot + 1)...]
        }
        return line.starts(with: "Fatal error: ".utf8)
    }
}
