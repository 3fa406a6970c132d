/// Why a plugin's files could not be sealed, verified, opened or copied.
///
/// The message says what happened, to which folder or file, and what to do about it.
public struct IntegrityError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, stable across releases.
    public let code: Code

    /// One line for a person: what happened, where, and what to do. Contains no control characters.
    public let message: String

    /// What lay below, usually a ``SystemCallError``.
    public let cause: (any Error)?

    /// Every finding, when ``PluginVerifier/open(directory:executable:against:limits:)`` refused the plugin as
    /// ``Code/notIntact``; otherwise nil.
    public let report: VerificationReport?

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - message: One line for a person.
    ///   - cause: What lay below.
    ///   - report: Every finding, for a plugin refused as ``Code/notIntact``.
    public init(
        code: Code,
        message: String,
        cause: (any Error)? = nil,
        report: VerificationReport? = nil
    ) {
        self.code = code
        self.message = message
        self.cause = cause
        self.report = report
    }

    /// The code and the message.
    public var description: String { "\(code): \(message)" }
}

extension IntegrityError {
    /// The kind of an ``IntegrityError``. New kinds may be added, so a `switch` needs a default.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case unsealed, malformedManifest, unsupportedManifest, limitExceeded, invalidPath, duplicatePath
            case notFound, notADirectory, symbolicLink, unreadable, refusedFile, changedWhileReading
            case sealInProgress, writeFailed, notIntact, notListed, notExecutable, unsafeParent
        }

        private let value: Value

        /// The stable name, for logs and JSON.
        public var description: String { value.rawValue }

        /// The folder has no manifest.
        public static let unsealed = Code(value: .unsealed)
        /// The manifest is not the JSON that the format asks for.
        public static let malformedManifest = Code(value: .malformedManifest)
        /// The manifest is of a version or an algorithm that this release does not know.
        public static let unsupportedManifest = Code(value: .unsupportedManifest)
        /// A named limit of ``IntegrityLimits`` was passed.
        public static let limitExceeded = Code(value: .limitExceeded)
        /// A path is empty, absolute, not normalised, reserved, or holds forbidden characters.
        public static let invalidPath = Code(value: .invalidPath)
        /// Two paths are the same file on at least one supported file system.
        public static let duplicatePath = Code(value: .duplicatePath)
        /// The folder does not exist.
        public static let notFound = Code(value: .notFound)
        /// Something that must be a folder is not one.
        public static let notADirectory = Code(value: .notADirectory)
        /// The plugin's folder or its manifest is a symbolic link.
        public static let symbolicLink = Code(value: .symbolicLink)
        /// The operating system refused to open, list or read something.
        public static let unreadable = Code(value: .unreadable)
        /// The folder holds something that cannot be sealed.
        public static let refusedFile = Code(value: .refusedFile)
        /// A file changed between being opened and being read to its end.
        public static let changedWhileReading = Code(value: .changedWhileReading)
        /// Another process is sealing the same folder.
        public static let sealInProgress = Code(value: .sealInProgress)
        /// The manifest or a private copy could not be written or removed.
        public static let writeFailed = Code(value: .writeFailed)
        /// The files are not those that the manifest lists.
        public static let notIntact = Code(value: .notIntact)
        /// The executable is not in the manifest.
        public static let notListed = Code(value: .notListed)
        /// The executable has no execute permission.
        public static let notExecutable = Code(value: .notExecutable)
        /// Other users could replace what is written into the folder given for a private copy.
        public static let unsafeParent = Code(value: .unsafeParent)
    }
}

/// A system call that failed: the cause of many an ``IntegrityError``.
public struct SystemCallError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the call, such as `openat`.
    public let call: String

    /// The error number it left.
    public let errno: Int32

    /// Makes an error of a call and its error number.
    public init(call: String, errno: Int32) {
        self.call = call
        self.errno = errno
    }

    /// The call and the operating system's text for the error number.
    public var description: String { "\(call): \(errorText(errno))" }
}
