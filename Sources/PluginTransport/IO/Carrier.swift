/// What moves the bytes of one connection: a socket, or memory that both processes share.
///
/// Nothing here blocks. One thread at a time writes, and the I/O thread reads.
protocol Carrier: Sendable {
    /// Where large messages lie that do not go through it; nil when all do.
    var messages: SharedMessages? { get }

    /// Moves what has come into `buffer`.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer

    /// Takes as much of `bytes` as there is room for.
    func write(_ bytes: UnsafeRawBufferPointer) -> Transfer

    /// Begins to tell `source` when there is something to read.
    ///
    /// - Returns: the token by which the rest of the watching is done.
    func watch(on thread: IOThread, source: any IOSource) -> UInt64

    /// Begins, or ends, to tell the source when there is room to write.
    func awaitRoom(_ isAwaited: Bool, on thread: IOThread, token: UInt64)

    /// Ends both directions and the watching; without a token it has not begun.
    func shutDown(on thread: IOThread, token: UInt64?)

    /// Gives back what it holds; on the I/O thread, after ``shutDown(on:token:)``.
    func close()
}

/// What came of a read or a write.
enum Transfer: Equatable {
    case moved(Int)
    /// Nothing now; the source is told when to come again.
    case blocked
    /// The peer has closed its side.
    case ended
    case failed(errno: Int32)
    /// The peer has broken the rules of what carries the bytes; in words that go on from its name.
    case corrupt(String)
}
