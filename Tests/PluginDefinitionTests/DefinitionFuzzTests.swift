import Foundation
import Testing

@testable import PluginDefinition

/// Seeded mutation of the corpus.
///
/// `FUZZ_ITERATIONS` sets how many mutants are read (default 2000), `FUZZ_SEED` repeats a run. An input that once made
/// trouble is kept in `Corpus/crashers` and read in every run.
@Suite struct DefinitionFuzzTests {
    @Test func mutantsKeepTheInvariants() {
        let environment = ProcessInfo.processInfo.environment
        let iterations = environment["FUZZ_ITERATIONS"].flatMap(Int.init) ?? 2000
        let seed = environment["FUZZ_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0...UInt64.max)
        print("definition fuzzing: FUZZ_SEED=\(seed) FUZZ_ITERATIONS=\(iterations)")
        var mutator = DefinitionMutator(
            seed: seed,
            corpus: (Corpus.valid + Corpus.invalid + Corpus.beyondSchema + Corpus.crashers).map(\.bytes)
        )
        for iteration in 0..<iterations {
            let input = mutator.next()
            if let broken = brokenInvariant(of: input) {
                Issue.record("\(broken) in iteration \(iteration) of seed \(seed): \(input)")
                return
            }
        }
    }

    /// What the schema refuses, the reader refuses: an editor never underlines what the engine takes.
    @Test func theSchemaAcceptsWhatTheReaderAccepts() throws {
        let environment = ProcessInfo.processInfo.environment
        let iterations = environment["FUZZ_ITERATIONS"].flatMap(Int.init) ?? 2000
        let seed = environment["FUZZ_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0...UInt64.max)
        print("schema fuzzing: FUZZ_SEED=\(seed) FUZZ_ITERATIONS=\(iterations)")
        let evaluator = try SchemaEvaluator(json: DefinitionSchema.json)
        var mutator = DefinitionMutator(seed: seed, corpus: Corpus.valid.map(\.bytes))
        var accepted = 0
        for iteration in 0..<iterations {
            let input = mutator.next()
            guard DefinitionReader.read(bytes: input, file: "f").definition != nil else { continue }
            accepted += 1
            let tree = try #require(YAMLNode.tree(of: input))
            guard try evaluator.accepts(JSONValue(tree)) else {
                Issue.record("the schema refuses iteration \(iteration) of seed \(seed): \(input)")
                return
            }
        }
        #expect(accepted > iterations / 100)
    }

    @Test(arguments: Corpus.crashers)
    func formerTroubleStaysAway(_ file: Corpus.File) {
        #expect(brokenInvariant(of: file.bytes) == nil)
    }

    @Test func thereAreFormerTroubles() {
        #expect(Corpus.crashers.count >= 8)
    }

    /// A run is repeated by its seed.
    @Test func theSeedDecidesTheMutants() {
        var one = DefinitionMutator(seed: 7, corpus: Corpus.valid.map(\.bytes))
        var other = DefinitionMutator(seed: 7, corpus: Corpus.valid.map(\.bytes))
        #expect((0..<50).map { _ in one.next() } == (0..<50).map { _ in other.next() })
    }

    /// What must hold for every input whatever; nil when it does.
    private func brokenInvariant(of input: [UInt8]) -> String? {
        let reading = DefinitionReader.read(bytes: input, file: "f")
        if (reading.definition == nil) == reading.errors.isEmpty {
            return "a definition exists although there are errors"
        }
        if reading.diagnostics.count > 101 { return "there are too many diagnostics" }
        let lines = lineLengths(of: input)
        for diagnostic in reading.diagnostics {
            guard (1...lines.count).contains(diagnostic.line) else { return "\(diagnostic) is in no line" }
            guard (1...lines[diagnostic.line - 1] + 1).contains(diagnostic.column) else {
                return "\(diagnostic) is beside its line"
            }
            if diagnostic.message.isEmpty || !diagnostic.message.unicodeScalars.allSatisfy(Printable.isPrintable) {
                return "the message of \(diagnostic.place) cannot be shown"
            }
        }
        let places = reading.diagnostics.filter { $0.code != .tooManyProblems }.map {
            Position(line: $0.line, column: $0.column)
        }
        if places != places.sorted() { return "the diagnostics are not in the order of the file" }
        if DefinitionReader.read(bytes: input, file: "f") != reading { return "a second reading differs" }
        if let definition = reading.definition, !isSound(definition) { return "the definition is not sound" }
        return nil
    }

    /// What the rest of the engine relies on.
    private func isSound(_ definition: PluginDefinition) -> Bool {
        guard PluginID(definition.id.rawValue) != nil else { return false }
        guard let backend = definition.backend else { return definition.backendCapabilities.isEmpty }
        let names = backend.environment.pass + backend.environment.set.keys
        return !backend.appProtocols.isEmpty && backend.startTimeout > .zero && !backend.cookie.key.isEmpty
            && !names.contains { $0.hasPrefix("PLUGIN_") || $0 == backend.cookie.key }
    }

    /// The length of each line in scalars; where the input is not UTF-8, bytes bound it from above.
    private func lineLengths(of input: [UInt8]) -> [Int] {
        var lengths = [0]
        for (index, byte) in input.enumerated() {
            if byte == 0x0A || (byte == 0x0D && !(index + 1 < input.count && input[index + 1] == 0x0A)) {
                lengths.append(0)
            } else {
                lengths[lengths.count - 1] += 1
            }
        }
        return lengths
    }
}
