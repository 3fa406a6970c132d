/// What a plugin logs, from a record on and as it comes, for one reader.
///
/// There is no buffer beside the log's own memory: a reader that is slower than the plugin finds a gap where records
/// were, and is told how many. It ends when the plugin's log is closed or the reader's task is cancelled.
public struct LogFollower: AsyncSequence, Sendable {
    /// What a reader gets.
    public enum Element: Sendable, Hashable {
        /// The next record.
        case entry(LogEntry)
        /// So many records are no longer there.
        case gap(UInt64)
    }

    let log: PluginLog
    let changes: AsyncStream<Void>
    let position: UInt64

    /// Begins to read. One reader alone: a second one would take the first one's wake-ups.
    public func makeAsyncIterator() -> Iterator {
        Iterator(log: log, changes: changes.makeAsyncIterator(), position: position)
    }

    /// Where one reader is.
    public struct Iterator: AsyncIteratorProtocol {
        let log: PluginLog
        var changes: AsyncStream<Void>.Iterator
        var position: UInt64

        /// The next record or gap; nil at the end.
        public mutating func next() async -> Element? {
            await next(isolation: nil)
        }

        /// The next record or gap; nil at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async -> Element? {
            var isOpen = true
            while !Task.isCancelled {
                switch log.next(after: position) {
                case .entry(let entry):
                    position = entry.number
                    return .entry(entry)
                case .gap(let count, let first):
                    position = first - 1
                    return .gap(count)
                case .none:
                    // What came before the end is looked for once more after it.
                    guard isOpen else { return nil }
                    isOpen = await changes.next(isolation: actor) != nil
                }
            }
            return nil
        }
    }
}
