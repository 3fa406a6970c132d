/// A line that a plugin wrote to stderr, or a piece of one that is too long, before it is read as an entry.
package struct PluginLogLine: Sendable, Hashable {
    /// The bytes, without the end of the line.
    package let bytes: [UInt8]
    /// Whether it is a piece of a longer line.
    package let isPiece: Bool
}
