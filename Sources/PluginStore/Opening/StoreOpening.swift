/// An opened store, and what was found on the way.
public struct StoreOpening: Sendable {
    /// The store, ready for use.
    public let store: EngineStore

    /// What was wrong with the file that was there; nil when nothing was.
    ///
    /// The store is an empty one then, and the catalogue has to be built again from the plugins' folders.
    public let damage: Damage?

    /// Whether the file was made now, because there was none or in place of a damaged one.
    public let isNew: Bool
}

/// A database that could not be used and was set aside. Nothing of it was deleted.
public struct Damage: Hashable, Sendable, CustomStringConvertible {
    /// What kind of damage.
    public let reason: Reason

    /// What exactly was found, in one line without control characters and of 500 code points at most.
    public let detail: String

    /// Where the file is now. Its log, index and journal are beside it, with `-wal`, `-shm` and `-journal` added.
    public let setAside: String

    /// All of it, for a person.
    public var description: String { "\(reason.rawValue): \(detail); kept as \(PathText.quoted(setAside))" }

    /// What kind of damage.
    public enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
        /// The name is that of a folder, a pipe or another thing that is not a file.
        case notAFile
        /// There is nothing in the file.
        case empty
        /// The file is gone or empty, and the log of its last changes is there.
        case orphanedLog
        /// The file is no SQLite database.
        case notADatabase
        /// The file is an SQLite database whose pages contradict each other.
        case malformed
        /// The file is an SQLite database of something else, or tables of it are missing.
        case foreign
    }
}
