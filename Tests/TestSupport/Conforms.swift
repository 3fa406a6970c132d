public import Testing

/// Says which statements of docs/conformance.md a test proves: were one of them not kept, the test would fail.
///
/// `dev/conformance` reads it from the sources, so write it out: `.conforms(to: 20, 21)`.
public struct Conforms: TestTrait, SuiteTrait {
    /// How many statements there are; PluginTestKit has them.
    static let count = 129

    /// The numbers of the statements.
    public let statements: [Int]

    /// Sees that the numbers are some of the statements'.
    public func prepare(for test: Test) async throws {
        for number in statements where !(1...Self.count).contains(number) {
            Issue.record("there is no statement \(number)", sourceLocation: test.sourceLocation)
        }
    }
}

extension Trait where Self == Conforms {
    /// This test proves these statements of docs/conformance.md.
    public static func conforms(to statements: Int...) -> Self { Conforms(statements: statements) }
}
