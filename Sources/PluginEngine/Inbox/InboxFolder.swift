import PluginIntegrity

/// `inbox/` in the state folder: the user puts plugins' folders and archives there to install them from the window.
/// The engine only reads it.
struct InboxFolder: Sendable {
    /// The name in the state folder.
    static let name = "inbox"
    /// The most entries that are looked at.
    static let maximumEntries = 100
    /// The most names of any kind; with more, none is looked at.
    static let maximumNames = 10_000

    /// The folder, absolute.
    let path: String
    /// How much of a folder in it is looked at.
    var limits = IntegrityLimits()

    /// What stat says of an entry and of everything below it, so that nothing is read again that has not changed.
    enum Stamp: Hashable, Sendable {
        case file(FileInfo)
        /// The fingerprint of a folder.
        case folder(String)
        /// Something that is never installed, or cannot be looked at.
        case other(String)
    }

    /// A name in the inbox.
    struct Entry: Hashable, Sendable {
        /// The name; what is not printable in it is escaped, and then no installation can name it.
        let name: String
        let stamp: Stamp
    }

    /// What is in the inbox at one moment.
    struct Listing: Hashable, Sendable {
        var entries: [Entry] = []
        /// What concerns no single entry, in sentences.
        var notices: [String] = []
    }

    /// Whether a name can be one of an entry that is installed: one component, not hidden, printable.
    static func isEntryName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        return (1...255).contains(bytes.count) && bytes[0] != UInt8(ascii: ".")
            && !bytes.contains(UInt8(ascii: "/")) && PathText.shown(bytes) == name
    }

    /// The path of an entry.
    func path(of name: String) -> String { "\(path)/\(name)" }

    /// Lists the entries, sorted by the bytes of their names, without the hidden ones. Reads no file.
    func list() -> Listing {
        var listing = Listing()
        let names: [[UInt8]]
        let folder: Descriptor
        do throws(IntegrityError) {
            // Opened as a plugin's folder is: it must not be a link itself.
            folder = try PluginRoot(path).descriptor
            names = try FolderListing.names(of: path, limit: Self.maximumNames)
        } catch {
            listing.notices.append(notice(of: error))
            return listing
        }
        let shown = names.filter { $0.first != UInt8(ascii: ".") }
        if shown.count > Self.maximumEntries {
            listing.notices.append(
                "the inbox holds \(shown.count) entries, of which the first \(Self.maximumEntries) are shown; "
                    + "move away what is not to be installed"
            )
        }
        for name in shown.prefix(Self.maximumEntries) {
            guard let stamp = stamp(of: name, in: folder) else { continue }
            listing.entries.append(Entry(name: PathText.shown(name), stamp: stamp))
        }
        return listing
    }

    /// Why there is nothing to list, and what to do about it.
    private func notice(of error: IntegrityError) -> String {
        let shown = "the inbox \(PathText.quoted(path))"
        return switch error.code {
        case .notFound: "\(shown) is not there; make the folder again, or start the engine again, which makes it"
        case .symbolicLink: "\(shown) is a symbolic link, which is not followed; put a folder in its place"
        case .notADirectory: "\(shown) is not a folder; put a folder in its place"
        default: "\(shown) cannot be looked into: \(error.message)"
        }
    }

    /// Looks at one entry; nil when it is not there.
    func stamp(of name: String) -> Stamp? {
        guard Self.isEntryName(name), let folder = try? PluginRoot(path).descriptor else { return nil }
        return stamp(of: Array(name.utf8), in: folder)
    }

    private func stamp(of name: [UInt8], in folder: Descriptor) -> Stamp? {
        switch folder.find(name) {
        case .file(let file): return .file(file.info)
        case .directory:
            do throws(IntegrityError) {
                let path = path(of: String(decoding: name, as: UTF8.self))
                return .folder(try FolderFingerprint(of: path, limits: limits).digest)
            } catch {
                return .other(error.message)
            }
        case .symbolicLink(let target): return .other("link \(target)")
        case .special(let kind): return .other("special \(kind.rawValue)")
        case .unreadable(let number): return .other("unreadable \(number)")
        case .vanished: return nil
        }
    }
}
