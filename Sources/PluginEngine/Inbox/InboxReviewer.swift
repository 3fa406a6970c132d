import PluginIntegrity
import PluginTransport

/// Keeps a review of everything in the inbox, each made once for what stat says of it.
///
/// Reviews are made one after the other by ``run(_:)``; whoever only wants to know what there is never waits for one.
actor InboxReviewer {
    typealias Outcome = Result<PluginReview, PluginEngineError>

    /// An entry, and what is known of it.
    struct Seen: Sendable {
        let name: String
        /// The review; nil while it is to be made.
        let outcome: Outcome?
    }

    nonisolated let folder: InboxFolder
    private nonisolated let installer: PluginInstaller
    private var reviews: [String: (stamp: InboxFolder.Stamp, outcome: Outcome)] = [:]
    /// What was there when it was last told that something has changed.
    private var told: InboxFolder.Listing?
    /// Signs that something is to be reviewed; several that wait are one.
    private nonisolated let signs: AsyncStream<Void>
    private nonisolated let sign: AsyncStream<Void>.Continuation

    init(folder: InboxFolder, installer: PluginInstaller) {
        self.folder = folder
        self.installer = installer
        (signs, sign) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What is in the inbox now, and what concerns no single entry.
    func look() async -> (entries: [Seen], notices: [String]) {
        let folder = folder
        let listing = await Blocking.read { folder.list() }
        let entries = listing.entries.map { entry in
            let review = reviews[entry.name]
            return Seen(name: entry.name, outcome: review?.stamp == entry.stamp ? review?.outcome : nil)
        }
        if entries.contains(where: { $0.outcome == nil }) { sign.yield() }
        return (entries, listing.notices)
    }

    /// Has what is new in the inbox reviewed soon.
    nonisolated func refresh() {
        sign.yield()
    }

    /// Forgets the review of an entry, which turned out to be of something else.
    func forget(_ name: String) {
        reviews[name] = nil
        sign.yield()
    }

    /// Makes reviews until the task is cancelled.
    ///
    /// - Parameter tell: Called with the number of entries whenever ``look()`` has another answer than before.
    func run(_ tell: @Sendable (Int) -> Void) async {
        for await _ in signs {
            do {
                try await catchUp(tell)
            } catch {
                return
            }
        }
    }

    /// - Throws: `CancellationError`.
    private func catchUp(_ tell: @Sendable (Int) -> Void) async throws {
        let folder = folder
        let listing = await Blocking.read { folder.list() }
        let names = Set(listing.entries.map(\.name))
        reviews = reviews.filter { names.contains($0.key) }
        // What was empty from the start is nothing to tell of.
        if listing != told ?? InboxFolder.Listing() { tell(listing.entries.count) }
        told = listing
        for entry in listing.entries where reviews[entry.name]?.stamp != entry.stamp {
            let outcome = try await review(entry.name)
            // What has changed meanwhile is looked at again when that is over, which the folder's watch says.
            guard await Blocking.read({ folder.stamp(of: entry.name) ?? entry.stamp }) == entry.stamp else { continue }
            reviews[entry.name] = (entry.stamp, outcome)
            tell(listing.entries.count)
        }
    }

    /// Waits for a review, but not when the engine stops: the copy that it leaves is removed at the next start.
    ///
    /// - Throws: `CancellationError`.
    private func review(_ name: String) async throws -> Outcome {
        guard InboxFolder.isEntryName(name) else {
            return .failure(
                PluginEngineError(
                    code: .notFound,
                    message: "\"\(name)\" cannot be installed: its name has characters that cannot be shown; rename it"
                )
            )
        }
        let (installer, path) = (installer, folder.path(of: name))
        let done = OneShot<Outcome>()
        Blocking.begin {
            done.fulfil(.success(Outcome { () throws(PluginEngineError) in try installer.review(path) }))
        }
        return try await done.value()
    }
}
