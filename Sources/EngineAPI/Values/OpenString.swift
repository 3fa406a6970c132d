/// A word from a list that may grow.
///
/// A client that is older than its engine meets words that it does not know; they decode like all others and keep their
/// text, so that it can go on and show them.
public protocol OpenString: RawRepresentable<String>, Codable, Hashable, Sendable {
    /// The words that this version knows.
    static var known: [Self] { get }
}

extension OpenString {
    /// Whether this version knows the word.
    public var isKnown: Bool { Self.known.contains(self) }
}
