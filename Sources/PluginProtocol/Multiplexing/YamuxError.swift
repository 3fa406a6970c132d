/// Why a yamux session cannot go on, or why a stream cannot be opened.
public struct YamuxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of a ``YamuxError``.
    public enum Code: String, Sendable, Hashable {
        /// The peer sent a frame of another version than 0: most likely it does not speak yamux.
        case unsupportedVersion
        /// The peer sent a frame of a type that version 0 does not have.
        case unknownType
        /// The peer sent more data than its window allows, or let the window of this side grow beyond 4 GiB - 1.
        case windowExceeded
        /// Too many streams of this side wait for the peer: see ``YamuxLimits/maximumStreams``.
        case tooManyStreams
        /// The peer sent a frame, for no open stream, with more data than any window that it ever had.
        case frameTooLong
        /// The peer opened a stream whose number is taken, zero, or of the wrong parity.
        case invalidStream
        /// This side has used all its stream numbers: a new session is needed.
        case streamsExhausted
        /// The peer caused more answers than may wait: see ``YamuxLimits/maximumUnsentAnswers``.
        case tooManyAnswers
        /// One of the sides said that no more streams are to be opened.
        case goingAway
    }

    /// Which rule was broken.
    public var code: Code
    /// What happened and what to do, in one line.
    public var message: String

    /// Creates an error.
    public init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    /// The message alone: it is written to stand on its own.
    public var description: String { message }
}
