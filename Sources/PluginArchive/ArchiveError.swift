import PluginIntegrity

/// Why an archive could not be read, unpacked or written.
///
/// The message says what happened, to which entry or file, and what to do about it.
package struct ArchiveError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, stable across releases.
    package enum Code: String, Sendable, CaseIterable {
        /// The bytes are no gzip or no tar, or a checksum is wrong.
        case damaged
        /// The archive ends too early.
        case truncated
        /// An entry's name could lead out of the folder, or cannot be a name on every system.
        case invalidPath = "invalid-path"
        /// Two entries are the same file on at least one supported file system.
        case duplicatePath = "duplicate-path"
        /// An entry is neither a regular file nor a folder.
        case refusedEntry = "refused-entry"
        /// A named limit of ``ArchiveLimits`` was passed.
        case limitExceeded = "limit-exceeded"
        /// The operating system refused to open or read something.
        case unreadable
        /// The operating system refused to write something; the disk may be full.
        case writeFailed = "write-failed"
    }

    /// The kind of failure.
    package let code: Code

    /// One line for a person. Contains no control characters.
    package let message: String

    /// The entry at fault as it is shown, without quotation marks; nil when it is none in particular.
    package let entry: String?

    /// What lay below, usually a `SystemCallError`.
    package let cause: (any Error)?

    package init(_ code: Code, _ message: String, entry: String? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.entry = entry
        self.cause = cause
    }

    /// The code and the message.
    package var description: String { "\(code.rawValue): \(message)" }
}

extension ArchiveError {
    /// An error about one entry: the reason follows its name.
    static func about(_ name: [UInt8], _ code: Code, _ reason: String) -> ArchiveError {
        // Cut as bytes: a name may be as long as the limit for metadata.
        let shown = PathText.shown(Array(name.prefix(200))) + (name.count > 200 ? "..." : "")
        return ArchiveError(code, "the entry \"\(shown)\" \(reason)", entry: shown)
    }

    /// The same error with the words that say where it happened put before its message.
    func preceded(by place: String) -> ArchiveError {
        ArchiveError(code, place + message, entry: entry, cause: cause)
    }

    /// An error of a system call that was to write.
    static func writing(_ place: String, _ error: SystemCallError) -> ArchiveError {
        ArchiveError(
            .writeFailed,
            "\(place) cannot be written (\(errorText(error.errno))); check the folder's permissions and the space on "
                + "its disk",
            cause: error
        )
    }
}
