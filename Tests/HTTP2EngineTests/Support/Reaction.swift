@testable import HTTP2Engine

/// What became of something that a peer said.
enum Reaction: Hashable, CustomStringConvertible {
    /// The connection is over; the peer was told with this code.
    case connectionError(UInt32)
    /// Streams were reset, by their numbers with these codes.
    case streamErrors([UInt32: UInt32])
    /// Nothing ended.
    case tolerated

    var description: String {
        switch self {
        case .connectionError(let code): "connection error \(HTTP2ErrorCode(rawValue: code))"
        case .streamErrors(let errors): "stream errors \(errors.mapValues { HTTP2ErrorCode(rawValue: $0) })"
        case .tolerated: "tolerated"
        }
    }

    static func streamError(_ stream: UInt32, _ code: UInt32) -> Reaction { .streamErrors([stream: code]) }

    // The codes by their names (RFC 9113, section 7).
    static let none: UInt32 = 0
    static let protocolError: UInt32 = 1
    static let internalError: UInt32 = 2
    static let flowControl: UInt32 = 3
    static let streamClosed: UInt32 = 5
    static let frameSize: UInt32 = 6
    static let refused: UInt32 = 7
    static let cancel: UInt32 = 8
    static let compression: UInt32 = 9
    static let calm: UInt32 = 11
}

extension ScriptedPeer {
    /// How the engine reacts to these frames.
    mutating func reaction(to frames: [WireFrame]) -> Reaction {
        say(bytes: frames.flatMap(\.bytes))
        return reaction(in: hear())
    }

    func reaction(in said: [Said]) -> Reaction {
        for case .goAway(_, let code) in said where engine.isClosed { return .connectionError(code) }
        var errors: [UInt32: UInt32] = [:]
        for case .reset(let stream, let code) in said { errors[stream] = code }
        return errors.isEmpty ? .tolerated : .streamErrors(errors)
    }

    /// A server with stream 1 open, 3 ended by the client, 5 answered, and 7 given up by the client; 9 is idle.
    static func server(limits: ConnectionLimits = ConnectionLimits()) -> ScriptedPeer {
        var peer = ScriptedPeer(against: .server, limits: limits)
        peer.say(.headers(1, WireHeaders.request()), .headers(3, WireHeaders.request(), end: true))
        peer.say(.headers(5, WireHeaders.request(), end: true), .headers(7, WireHeaders.request()), .reset(7, 8))
        peer.engine.sendStatus(.ok, on: 5)
        for id: UInt32 in [5, 7] { peer.engine.release(id) }
        _ = (peer.hear(), peer.told())
        return peer
    }

    /// A client with stream 1 not answered, 3 with a head, 5 with its end, and 7 given up here; 9 is idle.
    static func client(limits: ConnectionLimits = ConnectionLimits()) -> ScriptedPeer {
        var peer = ScriptedPeer(against: .client, limits: limits)
        for _ in 0..<4 { _ = peer.open() }
        peer.engine.finish(5)
        peer.say(.headers(3, WireHeaders.response), .headers(5, WireHeaders.response))
        peer.say(.headers(5, WireHeaders.trailers, end: true))
        peer.engine.cancel(7)
        _ = (peer.hear(), peer.told())
        return peer
    }
}
