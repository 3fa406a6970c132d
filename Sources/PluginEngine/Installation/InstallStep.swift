/// The places at which a test ends the process, one after each step that a power failure could follow.
package enum InstallStep: String, CaseIterable, Sendable {
    /// The folder for what is being installed is there, empty.
    case incomingMade = "incoming-made"
    /// The plugin's files are in it.
    case contentsWritten = "contents-written"
    /// They are what their manifest lists.
    case sealed
    /// They are on the disk.
    case synced
    /// The store knows of the version, which is not there yet.
    case recorded
    /// The version is in the store.
    case stored
    /// A version that is in the store was compared with its manifest.
    case verified
    /// The new link is there, under another name.
    case linkMade = "link-made"
    /// The user's own folder is aside, on file systems that cannot exchange two names.
    case folderMovedAside = "folder-moved-aside"
    /// The plugin's name leads to the version.
    case switched
    /// The plugin's name leads nowhere.
    case unlinked
    /// A version is out of the store, and its files are not removed yet.
    case versionTakenOut = "version-taken-out"
    /// What was of use only meanwhile is removed.
    case cleaned
}
