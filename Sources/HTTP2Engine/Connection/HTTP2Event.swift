/// What a connection has to tell, in the order in which it happened.
package enum HTTP2Event {
    /// Server: a client calls a method.
    case request(StreamID, RequestHead)
    /// Client: the plugin has begun to answer.
    case response(StreamID, ResponseHead)
    /// A whole message; ``HTTP2Connection/consume(_:of:)`` when it has been taken. Those that wait for that are best kept
    /// in a ``MessageQueue``.
    case message(StreamID, ReceivedMessage)
    /// A message in shared memory, to be consumed as one that has come.
    case placed(StreamID, MessagePlace)
    /// A place that came for a call that takes no more: it is the peer's again once it is told so.
    case unclaimed(MessagePlace)
    /// Server: the client sends no more messages.
    case requestEnd(StreamID)
    /// Server: what the client sent cannot be accepted; it is to be answered with this status.
    case requestFailed(StreamID, GRPCStatus)
    /// Server: the client has given the call up, or the connection is gone.
    case cancelled(StreamID)
    /// Client: the call is over. Every stream that was opened gets exactly one, or is refused.
    case status(StreamID, GRPCStatus, metadata: [HeaderField])
    /// Client: the call is over, and the server says that it has not begun it, by REFUSED_STREAM or GOAWAY. Whatever the
    /// call does, it may be tried again as if it had not been made (RFC 9113, section 8.7).
    case refused(StreamID, GRPCStatus)
    /// A stream that was full takes messages again.
    case writable(StreamID)
    /// Client: another stream may be opened.
    case streamsAvailable
    /// The peer takes no new calls; those that run go on.
    case draining
    /// A drain that was begun here is over: no call runs, and none can come.
    case drained
    /// The connection is over, after what is left of its output.
    case failed(ConnectionError)
}

/// Why a connection ended before it was closed in order.
package struct ConnectionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The code that the peer is told, or has told.
    package var code: HTTP2ErrorCode
    /// What happened.
    package var message: String

    package var description: String { "\(message) (HTTP/2 \(code))" }
}
