/// One attempt to run a plugin, from the reading of its files to the end of its process.
///
/// Counted up for each plugin; what belongs to an older one is recognised by it.
public struct Generation: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The number, from 1.
    public let number: Int

    /// Creates a generation of this number.
    public init(_ number: Int) {
        self.number = number
    }

    /// Whether `left` is older.
    public static func < (left: Generation, right: Generation) -> Bool { left.number < right.number }

    /// The number after `#`.
    public var description: String { "#\(number)" }
}
