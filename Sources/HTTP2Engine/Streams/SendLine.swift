/// The streams that have something to send and a window for it, in the order in which they take turns.
struct SendLine {
    private var streams = FIFO<StreamID>()

    var isEmpty: Bool { streams.isEmpty }
    /// How many places are taken, those of streams that are over among them.
    var count: Int { streams.count }

    mutating func append(_ stream: StreamID) {
        streams.append(stream)
    }

    /// Gives up the places of streams that will not take their turn.
    mutating func keep(where isWaiting: (StreamID) -> Bool) {
        var kept = FIFO<StreamID>()
        while let stream = streams.popFirst() {
            if isWaiting(stream) { kept.append(stream) }
        }
        streams = kept
    }

    mutating func popFirst() -> StreamID? {
        streams.popFirst()
    }
}
