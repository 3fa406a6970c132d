/// One file or folder of an archive, its name checked.
package struct ArchiveEntry: Hashable, Sendable {
    /// What an entry is; there are no others.
    package enum Kind: Hashable, Sendable {
        case file(size: Int64, isExecutable: Bool)
        case folder
    }

    /// The path relative to the archive's root, without `./` before it or `/` after it.
    package let path: String

    /// What it is.
    package let kind: Kind

    package init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }
}

/// Receives what an ``ArchiveReader`` finds, in the archive's order.
package protocol ArchiveVisitor {
    /// An entry begins. A folder has no contents and no end.
    mutating func begin(_ entry: ArchiveEntry) throws(ArchiveError)

    /// The next bytes of the file that began last; valid during the call.
    mutating func contents(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError)

    /// The file that began last is complete.
    mutating func end() throws(ArchiveError)
}
