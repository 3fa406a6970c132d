import EngineAPI

/// What a stream sends.
protocol StreamSource: Sendable {
    /// Hands over one frame after the other until the source ends, the task is cancelled, or a frame is not taken. The
    /// next is looked for when the feed has taken the one before.
    typealias Pump = @Sendable (_ feed: StreamFeed) async -> Void

    /// Opens the stream; a problem here is still an ordinary answer.
    func open() async throws(Problem) -> Pump
}

/// A plugin's log as it grows. It does not tell where it is without a line: its numbers begin anew with each engine,
/// where one of before would leave out lines that nobody has seen.
struct LogSource: StreamSource {
    let service: any EngineService
    let query: LogQuery

    func open() async throws(Problem) -> Pump {
        let records = try await service.followLogs(query)
        return { feed in
            for await record in records {
                guard await feed.push(StreamFrame(id: record.sequence, name: "log", value: record)) else { return }
            }
        }
    }
}

/// The engine's journal as it grows.
struct EventSource: StreamSource {
    let service: any EngineService
    let query: EventQuery

    func open() async throws(Problem) -> Pump {
        let items = try await service.events(query)
        return { feed in
            for await item in items {
                switch item {
                case .position(let number): feed.pass(number)
                case .event(let event):
                    let frame = StreamFrame(id: event.sequence, name: "event", value: event)
                    guard await feed.push(frame) else { return }
                case .gap(let gap):
                    // With an id: who knows of the gap does not come back to it.
                    let frame = StreamFrame(id: gap.next - 1, name: "gap", value: gap)
                    guard await feed.push(frame) else { return }
                }
            }
        }
    }
}
