import Testing

@testable import PluginDefinition

/// The schema and the reader agree on every file of the corpus.
@Suite struct SchemaAgreementTests {
    /// Read once: the schema is large, and each file is a test.
    private static let schema = Result { try SchemaEvaluator(json: DefinitionSchema.json) }

    private let evaluator: SchemaEvaluator

    init() throws {
        evaluator = try Self.schema.get()
    }

    @Test func theCorpusIsThere() {
        #expect(Corpus.valid.count >= 20)
        #expect(Corpus.invalid.count >= 130)
        #expect(Corpus.beyondSchema.count >= 30)
    }

    @Test(arguments: Corpus.valid)
    func bothAccept(_ file: Corpus.File) throws {
        let reading = DefinitionReader.read(bytes: file.bytes, file: file.name)
        #expect(reading.errors == [])
        #expect(reading.definition != nil)
        #expect(try evaluator.accepts(JSONValue(#require(YAMLNode.tree(of: file.bytes)))))
    }

    @Test(arguments: Corpus.invalid)
    func bothRefuse(_ file: Corpus.File) throws {
        let reading = DefinitionReader.read(bytes: file.bytes, file: file.name)
        #expect(reading.definition == nil)
        #expect(reading.errorPlaces == file.expectations)
        #expect(try !evaluator.accepts(JSONValue(#require(YAMLNode.tree(of: file.bytes)))))
    }

    /// What a schema cannot say, only the reader refuses; where there is a tree at all, the schema has no objection.
    @Test(arguments: Corpus.beyondSchema)
    func onlyTheReaderRefuses(_ file: Corpus.File) throws {
        let reading = DefinitionReader.read(bytes: file.bytes, file: file.name)
        #expect(reading.definition == nil)
        #expect(reading.errorPlaces == file.expectations)
        if let tree = YAMLNode.tree(of: file.bytes), !isBroken(tree) {
            #expect(try evaluator.accepts(JSONValue(tree)))
        }
    }

    /// A value that could not be read at all has no form that a schema could judge.
    private func isBroken(_ node: YAMLNode) -> Bool {
        switch node.value {
        case .broken: true
        case .scalar: false
        case .sequence(let items): items.contains(where: isBroken)
        case .mapping(let entries): entries.contains { isBroken($0.value) }
        }
    }
}
