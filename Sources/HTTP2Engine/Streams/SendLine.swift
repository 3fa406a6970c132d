/// The streams that have something to send and a window for it, in the order in which they take turns.
struct SendLine {
    private var streams: [StreamID] = []
    private var first = 0

    var isEmpty: Bool { first == streams.count }
    /// How many places are taken, those of streams that are over among them.
    var count: Int { streams.count - first }

    mutating func append(_ stream: StreamID) {
        streams.append(stream)
    }

    /// Gives up the places of streams that will not take their turn.
    mutating func keep(where isWaiting: (StreamID) -> Bool) {
        streams = streams[first...].filter(isWaiting)
        first = 0
    }

    mutating func popFirst() -> StreamID? {
        guard first < streams.count else { return nil }
        defer {
            first += 1
            if first == streams.count {
                streams.removeAll(keepingCapacity: true)
                first = 0
            } else if first == 1024 {
                // Streams that keep taking turns never leave the line empty.
                streams.removeFirst(first)
                first = 0
            }
        }
        return streams[first]
    }
}
