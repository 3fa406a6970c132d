import Testing

@testable import PluginProtocol

@Suite("Plugin log: random input")
struct LogParserFuzzTests {
    private static let words = [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\ud83d", "\\ude00", "\n", "\r\n", "null", "true", "-0.5e+9",
        "\"@level\":\"info\"", "\"@message\":", "\"@timestamp\":\"2026-11-23T17:10:15.123456Z\"", "@module",
        "[WARN] ", "panic: ", "a.swift:1: Fatal error: ", "\u{0}", "ü", "\u{2028}",
    ]
    private static let lineLimits = [1, 7, 64, PluginLogParser.defaultLineLimit]

    @Test("Portions do not matter, output is bounded, and what is written again is read as the same")
    func invariants() throws {
        let corpus = try Corpus.inputs("Log")
        try #require(!corpus.isEmpty)
        print("log fuzzing: FUZZ_SEED=\(FuzzSettings.seed) FUZZ_ITERATIONS=\(FuzzSettings.iterations)")
        var mutator = Mutator(corpus: corpus, words: Self.words, seed: FuzzSettings.seed)
        var structured = 0
        for input in corpus { structured += try check(input, &mutator) }
        for _ in 0..<FuzzSettings.iterations { structured += try check(mutator.next(), &mutator) }
        #expect(structured > 0, "no line was an entry of hclog, so the corpus tests only plain lines")
    }

    /// Returns how many entries were hclog's.
    private func check(_ input: [UInt8], _ mutator: inout Mutator) throws -> Int {
        let shown = Comment(rawValue: SafeText.escaping(input, limit: 4_096))
        var structured = 0
        for lineLimit in Self.lineLimits {
            let entries = parse([input[...]], lineLimit: lineLimit)
            try #require(entries == parse(mutator.portions(of: input), lineLimit: lineLimit), shown)

            // A byte of input becomes at most six of output, an escape in nested JSON.
            let size = entries.reduce(0) { $0 + Self.size($1) }
            try #require(size <= 6 * input.count, shown)
            for entry in entries where entry.raw {
                try #require(entry.fields.isEmpty && entry.message.utf8.count <= 3 * lineLimit, shown)
            }
            for entry in entries where !entry.raw {
                structured += 1
                try #require(entry.fields.count <= HCLogObject.fieldLimit + 1, shown)
                try checkWriting(entry, shown)
            }
        }
        return structured
    }

    /// The writer cuts texts and renames keys of its own, so what it wrote once must be stable from then on.
    private func checkWriting(_ entry: PluginLogEntry, _ shown: Comment) throws {
        let moment = HCLogTimestamp(secondsSinceEpoch: 0)
        func write(_ entry: PluginLogEntry) -> [UInt8] {
            HCLogFormatter.line(
                level: entry.level,
                message: entry.message,
                module: entry.module,
                timestamp: moment,
                fields: entry.fields
            )
        }
        let line = write(entry)
        try #require(line.count <= HCLogFormatter.lineLimit, shown)
        let again = parse([line[...]], lineLimit: PluginLogParser.defaultLineLimit)
        try #require(again.count == 1 && again[0].level == entry.level && !again[0].raw, shown)
        try #require(parse([write(again[0])[...]], lineLimit: PluginLogParser.defaultLineLimit) == again, shown)
        if line.count < HCLogFormatter.nameLimit { try #require(again[0].message == entry.message, shown) }
    }

    private func parse(_ portions: [ArraySlice<UInt8>], lineLimit: Int) -> [PluginLogEntry] {
        var parser = PluginLogParser(lineLimit: lineLimit)
        return portions.flatMap { parser.append($0) } + parser.finish()
    }

    private static func size(_ entry: PluginLogEntry) -> Int {
        entry.message.utf8.count + (entry.module?.utf8.count ?? 0) + (entry.timestamp?.utf8.count ?? 0)
            + entry.fields.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    }
}
