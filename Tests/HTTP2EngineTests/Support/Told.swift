@testable import HTTP2Engine

/// An event of the engine in a form that can be compared.
enum Told: Hashable {
    case request(UInt32, String)
    case response(UInt32)
    case message(UInt32, [UInt8])
    case placed(UInt32, MessagePlace)
    case unclaimed(MessagePlace)
    case requestEnd(UInt32)
    case requestFailed(UInt32, GRPCStatusCode)
    case cancelled(UInt32)
    case status(UInt32, GRPCStatusCode)
    case refused(UInt32, GRPCStatusCode)
    case writable(UInt32)
    case streamsAvailable
    case draining
    case drained
    case failed(UInt32)

    init(_ event: HTTP2Event) {
        self =
            switch event {
            case .request(let id, let head): .request(id, head.path)
            case .response(let id, _): .response(id)
            case .message(let id, let message): .message(id, message.bytes)
            case .placed(let id, let place): .placed(id, place)
            case .unclaimed(let place): .unclaimed(place)
            case .requestEnd(let id): .requestEnd(id)
            case .requestFailed(let id, let status): .requestFailed(id, status.code)
            case .cancelled(let id): .cancelled(id)
            case .status(let id, let status, _): .status(id, status.code)
            case .refused(let id, let status): .refused(id, status.code)
            case .writable(let id): .writable(id)
            case .streamsAvailable: .streamsAvailable
            case .draining: .draining
            case .drained: .drained
            case .failed(let error): .failed(error.code.rawValue)
            }
    }
}

extension HTTP2Connection {
    /// The events since the last time, whole.
    mutating func events() -> [HTTP2Event] {
        var events: [HTTP2Event] = []
        takeEvents(into: &events)
        return events
    }

    /// The output since the last time.
    mutating func outputBytes() -> [UInt8] {
        var bytes: [UInt8] = []
        takeOutput(into: &bytes)
        return bytes
    }

    mutating func receive(_ bytes: [UInt8], at now: ContinuousClock.Instant) {
        bytes.withUnsafeBytes { receive($0, at: now) }
    }
}
