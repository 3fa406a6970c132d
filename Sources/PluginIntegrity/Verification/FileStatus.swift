/// What a verification found about one file.
public enum FileStatus: Hashable, Sendable {
    /// Size, mode and SHA-256 are those of the manifest.
    case ok

    /// The manifest lists it, and it is not there.
    case missing

    /// The contents are not those of the manifest.
    case altered(Alteration)

    /// It is there, and the manifest does not list it.
    case unlisted

    /// The permission bits, with setuid, setgid and sticky, are not those of the manifest.
    case modeChanged(expected: UInt16, actual: UInt16)

    /// A symbolic link is in its place. The target is as written in the link, unprintable bytes as `\xNN`.
    case symbolicLink(target: String)

    /// Something that is neither a regular file nor a link is in its place.
    case specialFile(SpecialFileKind)

    /// The operating system refused to open, list or read it.
    case unreadable(errno: Int32)

    /// Somebody wrote to it while it was read.
    case changedWhileReading

    /// How contents differ from the manifest.
    public enum Alteration: Hashable, Sendable {
        /// The sizes in bytes differ. The contents were not hashed then.
        case size(expected: Int64, actual: Int64)
        /// The size is right and the SHA-256 differs.
        case digest(expected: String, actual: String)
    }
}

extension FileStatus {
    /// What is wrong and what to do, following the file's name.
    ///
    /// - Parameter isStored: Whether the file is one of a version in an engine's store, which cannot be sealed again:
    ///   its name there is its manifest's.
    func explanation(isStored: Bool) -> String {
        switch self {
        case .ok:
            "is as the manifest lists it"
        case .missing:
            "is missing: the manifest lists it and it is not on disk; install the plugin again"
                + (isStored ? "" : ", or seal it again if you removed the file yourself")
        case .altered(.size(let expected, let actual)):
            "was altered: the manifest lists \(expected) bytes and it has \(actual); install the plugin again"
                + (isStored ? "" : ", or seal it again if you changed the file yourself")
        case .altered(.digest(let expected, let actual)):
            "was altered: the manifest lists SHA-256 \(expected) and it has \(actual); install the plugin again"
                + (isStored ? "" : ", or seal it again if you changed the file yourself")
        case .unlisted:
            "is unlisted: it is on disk and the manifest does not list it; remove it"
                + (isStored ? "" : ", or seal the plugin again if you added the file yourself")
        case .modeChanged(let expected, let actual):
            "has another mode: the manifest lists \(ModeText.text(expected)) and it has \(ModeText.text(actual)); "
                + "run chmod \(ModeText.text(expected)) on it"
                + (isStored ? "" : ", or seal the plugin again if you changed the mode yourself")
        case .symbolicLink(let target):
            "is a symbolic link to \(target): what is behind a link cannot be sealed; "
                + (isStored ? "install the plugin again" : "put the file itself here and seal the plugin again")
        case .specialFile(.directory):
            "is a folder where the manifest lists a file; install the plugin again"
                + (isStored ? "" : ", or seal it again if you changed it yourself")
        case .specialFile(let kind):
            "is \(kind.noun): a plugin's folder may hold only regular files and folders; remove it"
        case .unreadable(let number):
            "cannot be read (\(errorText(number))): "
                + "give the user who runs the engine permission to read it and the folders above it"
        case .changedWhileReading:
            "changed while it was read: stop what writes to it and verify again; "
                + "what a plugin writes belongs in data/ or store/"
        }
    }
}
