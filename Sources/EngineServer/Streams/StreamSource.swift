import EngineAPI

/// What a stream sends.
protocol StreamSource: Sendable {
    /// Hands over one frame after the other until the source ends, the task is cancelled, or a frame is not taken. The
    /// next is looked for when `take` returns.
    typealias Pump = @Sendable (_ take: (StreamFrame) async -> Bool) async -> Void

    /// Opens the stream; a problem here is still an ordinary answer.
    func open() async throws(Problem) -> Pump
}

/// A plugin's log as it grows.
struct LogSource: StreamSource {
    let service: any EngineService
    let query: LogQuery

    func open() async throws(Problem) -> Pump {
        let records = try await service.followLogs(query)
        return { take in
            for await record in records {
                guard await take(StreamFrame(id: record.sequence, name: "log", value: record)) else { return }
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
        return { take in
            for await item in items {
                guard await take(Self.frame(of: item)) else { return }
            }
        }
    }

    private static func frame(of item: EventStreamItem) -> StreamFrame {
        switch item {
        case .event(let event): StreamFrame(id: event.sequence, name: "event", value: event)
        case .gap(let gap): StreamFrame(name: "gap", value: gap)
        }
    }
}
