import EngineAPI
import PluginStore
import TestSupport
import Testing

@testable import PluginEngine

/// A journal in a folder of its own.
struct JournalFixture {
    let folder: TemporaryFolder
    let store: EngineStore
    let log = RecordingLog()

    init(maxFileBytes: Int64? = nil) async throws {
        folder = try TemporaryFolder()
        var limits = StoreLimits()
        if let maxFileBytes { limits.maxFileBytes = maxFileBytes }
        store = try await EngineStore.open(folder: folder.path, limits: limits).store
    }

    /// A journal that tries a disk again at once, so that nobody waits in a test.
    func journal(maximumWaiting: Int = Journal.maximumWaiting) -> Journal {
        Journal(
            store: store,
            logger: log.logger(),
            maximumWaiting: maximumWaiting,
            retryInterval: .milliseconds(1)
        )
    }

    /// Writes a journal while `body` runs, and what waits then.
    ///
    /// - Returns: how many events are lost.
    @discardableResult
    func run(_ journal: Journal, _ body: () async throws -> Void = {}) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask { await journal.run() }
            defer { journal.finish() }
            try await body()
            journal.finish()
            return try await group.next() ?? 0
        }
    }

    func follow(
        _ journal: Journal,
        after number: Int64?,
        tail: Int = 0,
        plugin: String? = nil,
        kind: String? = nil
    ) async throws -> JournalFollower {
        try await journal.follow(after: number, tail: tail, plugin: plugin, kind: kind)
    }
}

extension JournalFollower {
    /// The next element, when it is an event.
    func event(sourceLocation: SourceLocation = #_sourceLocation) async throws -> EngineEvent {
        let element = await next()
        guard case .event(let event) = element else {
            throw Unexpected(what: "\(String(describing: element)) where an event was to come")
        }
        return event
    }

    /// All that comes until the journal's end.
    func rest() async -> [Element] {
        var elements: [Element] = []
        while let element = await next() { elements.append(element) }
        return elements
    }
}

struct Unexpected: Error, CustomStringConvertible {
    let what: String
    var description: String { what }
}

extension [JournalFollower.Element] {
    var numbers: [Int] {
        compactMap { element in
            guard case .event(let event) = element else { return nil }
            return event.sequence
        }
    }
}
