/// A handshake line cut at its bars.
struct HandshakeFields {
    /// The line without the space around it.
    let line: ArraySlice<UInt8>
    /// The first seven fields; what stands behind them is dropped.
    private let fields: [ArraySlice<UInt8>]

    init(_ bytes: some Sequence<UInt8>) {
        var line = Array(bytes)[...]
        while let first = line.first, Self.isSpace(first) { line.removeFirst() }
        while let last = line.last, Self.isSpace(last) { line.removeLast() }
        self.line = line
        fields = Array(
            line.split(separator: UInt8(ascii: "|"), maxSplits: 7, omittingEmptySubsequences: false).prefix(7)
        )
    }

    /// How many fields there are, at most seven.
    var count: Int { fields.count }

    subscript(index: Int) -> ArraySlice<UInt8> { fields[index] }

    /// A field as text, what is not UTF-8 repaired: good for comparing, not for a path.
    func text(_ index: Int) -> String { String(decoding: fields[index], as: UTF8.self) }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (0x09...0x0d).contains(byte)
    }
}
