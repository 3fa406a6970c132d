/// What macOS answers when it is asked for a process's arguments.
enum ProcessArguments {
    /// The arguments with blanks between them, up to 512 bytes; nil for none, or when the bytes are damaged.
    ///
    /// The answer is: how many there are (4 bytes), the path that was executed, zeros, the arguments, each with a zero
    /// at its end, and then the environment, which is nobody's business.
    static func command(of bytes: [UInt8], most: Int = 512) -> String? {
        guard bytes.count > 4 else { return nil }
        let count = bytes.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
        guard count > 0 else { return nil }
        var rest = bytes[4...]
        rest = rest.drop { $0 != 0 }
        rest = rest.drop { $0 == 0 }
        var end = rest.startIndex
        for _ in 0..<count {
            guard end < rest.endIndex, end - rest.startIndex < most else { break }
            end = (rest[end...].firstIndex(of: 0) ?? rest.endIndex - 1) + 1
        }
        return SystemFacts.command(rest[..<end], most: most)
    }
}
