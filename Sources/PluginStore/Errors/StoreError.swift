/// Why the engine's database could not be opened, read or written.
///
/// The message says what happened, to which file or value, and what to do about it.
public struct StoreError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, stable across releases.
    public let code: Code

    /// One line for a person.
    public let message: String

    /// What lay below, usually an ``SQLiteFailure``.
    public let cause: (any Error)?

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - message: One line for a person.
    ///   - cause: What lay below.
    public init(code: Code, message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The code and the message.
    public var description: String { "\(code.rawValue): \(message)" }
}

extension StoreError {
    /// The kind of a ``StoreError``.
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// The disk, or the file's own limit, is full. Writes work again once there is room.
        case diskFull
        /// The file or its folder cannot be written to. Writes work again once they can.
        case readOnly
        /// Another process holds the file locked for longer than ``StoreLimits/busyTimeout``.
        case busy
        /// The file is damaged. The next opening sets it aside.
        case damaged
        /// Somebody has put another file in the place of the open one. Nothing is written until the next opening.
        case replaced
        /// A newer engine wrote the file. It was not touched.
        case tooNew
        /// The operating system could not read or write the file.
        case io
        /// The folder does not exist or is not one.
        case noFolder
        /// Something that is not a regular file has the name of one of the database's files.
        case refusedFile
        /// A value or a count is over a limit of ``StoreLimits``.
        case limitExceeded
        /// A value holds what cannot be stored, such as a NUL character.
        case invalidValue
        /// The plugin or version is not in the catalogue.
        case notFound
        /// The change would leave the catalogue in contradiction with itself.
        case conflict
        /// The task was cancelled; a write that was under way has been undone.
        case cancelled
        /// The store was closed.
        case closed
        /// SQLite refused a statement, which is an error of this module.
        case unexpected
    }
}

/// What SQLite said: the cause of many a ``StoreError``.
public struct SQLiteFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// SQLite's extended result code.
    public let code: Int32

    /// SQLite's text for it.
    public let text: String

    /// The text and the number.
    public var description: String { "\(text) (SQLite \(code))" }
}
