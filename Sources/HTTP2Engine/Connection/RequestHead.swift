/// The head of a call, as a server received it.
package final class RequestHead: Sendable {
    /// The method, as `/package.Service/Method`.
    package let path: String
    /// How long the client is willing to wait.
    package let timeout: Duration?
    /// How the client compresses messages, or nil when it names a way that is not known here.
    package let compression: MessageCompression?
    /// Whether the client can read gzip.
    package let acceptsGzip: Bool
    /// What the application sees: the fields that neither HTTP/2 nor gRPC takes for itself.
    package let metadata: [HeaderField]

    private init(
        path: String,
        timeout: Duration?,
        compression: MessageCompression?,
        acceptsGzip: Bool,
        metadata: [HeaderField]
    ) {
        self.path = path
        self.timeout = timeout
        self.compression = compression
        self.acceptsGzip = acceptsGzip
        self.metadata = metadata
    }

    /// How a request's header list was understood.
    enum Reading {
        case valid(RequestHead)
        /// Broken HTTP: the stream is reset (RFC 9113, section 8.1.1).
        case malformed
        /// HTTP, but not gRPC: answered with this HTTP status.
        case notGRPC(httpStatus: Int)
        /// gRPC, but not acceptable: answered with this status.
        case refused(GRPCStatus)
    }

    static func read(_ list: HeaderList) -> Reading {
        guard let fields = MessageFields(list, pseudo: [":method", ":scheme", ":path", ":authority"]) else {
            return .malformed
        }
        guard let method = fields[":method"], fields[":scheme"] != nil, let path = fields[":path"], !path.isEmpty else {
            return .malformed
        }
        guard method == "POST" else { return .notGRPC(httpStatus: 405) }
        guard let type = fields["content-type"], ContentType.isGRPC(type) else { return .notGRPC(httpStatus: 415) }
        // Without its slash a path names a method to some routers and passes by the rules of others (CVE-2026-33186).
        guard path.utf8.first == UInt8(ascii: "/") else {
            return .refused(GRPCStatus(code: .unimplemented, message: "malformed method name: \(path)"))
        }
        var timeout: Duration?
        if let text = fields["grpc-timeout"] {
            guard let duration = GRPCTimeout.decode(text) else {
                return .refused(GRPCStatus(code: .internalError, message: "malformed grpc-timeout: \(text)"))
            }
            timeout = duration
        }
        let compression = fields["grpc-encoding"].map { MessageCompression(name: $0) } ?? .identity
        guard compression != nil else {
            let name = fields["grpc-encoding"] ?? ""
            return .refused(
                GRPCStatus(code: .unimplemented, message: "messages compressed with \(name) cannot be read here")
            )
        }
        return .valid(
            RequestHead(
                path: path,
                timeout: timeout,
                compression: compression,
                acceptsGzip: fields["grpc-accept-encoding"]?.listContains("gzip") ?? false,
                metadata: fields.metadata
            )
        )
    }
}

/// The head of an answer, as a client received it.
package final class ResponseHead: Sendable {
    /// How the server compresses messages, or nil when it names a way that is not known here.
    package let compression: MessageCompression?
    /// What the application sees.
    package let metadata: [HeaderField]

    init(compression: MessageCompression?, metadata: [HeaderField]) {
        self.compression = compression
        self.metadata = metadata
    }

    /// How a response's header list was understood.
    enum Reading {
        /// An interim response (1xx): another head follows.
        case interim
        case valid(ResponseHead)
        /// The end of the call, in its first header list.
        case trailersOnly(GRPCStatus, [HeaderField])
        /// Broken HTTP.
        case malformed
        /// HTTP, but not gRPC; the call ends with this status.
        case notGRPC(GRPCStatus, [HeaderField])
    }

    static func read(_ list: HeaderList, isEnd: Bool) -> Reading {
        guard
            let fields = MessageFields(list, pseudo: [":status"]),
            let text = fields[":status"],
            text.utf8.count == 3, let httpStatus = UInt16(text).map(Int.init), httpStatus >= 100
        else { return .malformed }
        if 100..<200 ~= httpStatus { return isEnd ? .malformed : .interim }
        let type = fields["content-type"]
        if isEnd, fields["grpc-status"] != nil { return .trailersOnly(GRPCStatus(trailers: fields), fields.metadata) }
        guard httpStatus == 200 else {
            let status = GRPCStatus(
                code: GRPCStatusCode(httpStatus: httpStatus),
                message: "the server answered with HTTP status \(httpStatus)"
            )
            return .notGRPC(status, fields.metadata)
        }
        guard let type, ContentType.isGRPC(type) else {
            let what = type.map { "content type \($0)" } ?? "no content type"
            let status = GRPCStatus(code: .unknown, message: "the server's answer is not gRPC: it has \(what)")
            return .notGRPC(status, fields.metadata)
        }
        guard !isEnd else {
            return .trailersOnly(GRPCStatus(trailers: fields), fields.metadata)
        }
        let compression = fields["grpc-encoding"].map { MessageCompression(name: $0) } ?? .identity
        return .valid(ResponseHead(compression: compression, metadata: fields.metadata))
    }
}

/// The end of an answer, as a client received it.
final class ResponseTrailers: Sendable {
    let status: GRPCStatus
    let metadata: [HeaderField]

    private init(status: GRPCStatus, metadata: [HeaderField]) {
        self.status = status
        self.metadata = metadata
    }

    /// - Returns: nil when it is broken HTTP.
    static func read(_ list: HeaderList) -> ResponseTrailers? {
        guard let fields = MessageFields(list, pseudo: []) else { return nil }
        return ResponseTrailers(status: GRPCStatus(trailers: fields), metadata: fields.metadata)
    }
}

extension GRPCStatus {
    /// Reads the fields that end a call.
    fileprivate init(trailers fields: MessageFields) {
        guard let text = fields["grpc-status"] else {
            self.init(code: .unknown, message: "the server ended the call without a gRPC status")
            return
        }
        let code = GRPCStatusCode(headerValue: text) ?? .unknown
        self.init(code: code, message: fields["grpc-message"].map(PercentEncoding.decode) ?? "")
    }
}

/// The media types of gRPC: `application/grpc`, also with a suffix or parameters.
enum ContentType {
    static let grpc = "application/grpc"

    static func isGRPC(_ value: String) -> Bool {
        guard value.hasPrefix(grpc) else { return false }
        let rest = value.utf8.dropFirst(grpc.utf8.count).first
        return rest == nil || rest == UInt8(ascii: "+") || rest == UInt8(ascii: ";")
    }
}

extension String {
    /// Whether a list with commas has this word.
    fileprivate func listContains(_ word: String) -> Bool {
        utf8.split(separator: UInt8(ascii: ",")).contains { item in
            let trimmed = item.drop { $0 == UInt8(ascii: " ") }
            return trimmed.elementsEqual(word.utf8)
        }
    }
}
