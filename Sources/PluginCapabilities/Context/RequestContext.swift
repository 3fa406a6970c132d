public import GRPCCore

/// For whom, and about what, a capability is called; it goes along as gRPC metadata.
///
/// Calls of exec, log, metric and networker with one answer carry it. Those of resource name their connection in the
/// message, and streams carry none.
public struct RequestContext: Sendable, Hashable {
    /// The version of this set of fields that Omniview's plugins expect.
    public static let protocolVersion = "2"
    /// The longest value but the connection's data, in bytes: 1 KiB.
    public static let valueLimit = 1024
    /// The longest data of a connection as it is sent, in bytes: 32 KiB, half of what a plugin takes of metadata.
    public static let connectionDataLimit = 32 * 1024

    /// Names the call, usually a UUID. Without one a plugin takes the call for one without any context.
    public var requestID: String
    /// Who calls.
    public var requesterID: String
    /// The connection that the call is about.
    public var connectionID: String?
    /// What the plugin keeps of the connection, as a JSON object. May hold secrets: never logged.
    public var connectionData: String?
    /// The kind of resource, as `group::version::kind`.
    public var resourceKey: String?
    /// The place of the call in a trace.
    public var trace: TraceContext?

    /// Creates a context.
    public init(
        requestID: String,
        requesterID: String,
        connectionID: String? = nil,
        connectionData: String? = nil,
        resourceKey: String? = nil,
        trace: TraceContext? = nil
    ) {
        self.requestID = requestID
        self.requesterID = requesterID
        self.connectionID = connectionID
        self.connectionData = connectionData
        self.resourceKey = resourceKey
        self.trace = trace
    }

    private enum Key {
        static let requestID = "omniview-request-id"
        static let requesterID = "omniview-requester-id"
        static let protocolVersion = "omniview-protocol-version"
        static let connectionID = "omniview-connection-id"
        static let connectionData = "omniview-connection-data"
        static let resourceKey = "omniview-resource-key"
    }

    /// The metadata to send.
    ///
    /// - Throws: ``CapabilityError/Code/invalidContext`` for a value that metadata cannot carry, and for an empty request
    ///   id; ``CapabilityError/Code/limitExceeded``.
    public func metadata() throws(CapabilityError) -> Metadata {
        guard !requestID.isEmpty else {
            throw CapabilityError(code: .invalidContext, message: "a request context needs a request id")
        }
        var metadata = Metadata()
        let values = [
            (Key.requestID, requestID), (Key.requesterID, requesterID), (Key.protocolVersion, Self.protocolVersion),
            (Key.connectionID, connectionID), (Key.connectionData, connectionData.map(Self.asciiJSON)),
            (Key.resourceKey, resourceKey), (TraceContext.metadataKey, trace?.traceparent),
        ]
        for case (let key, let value?) in values {
            let limit = key == Key.connectionData ? Self.connectionDataLimit : Self.valueLimit
            guard value.utf8.count <= limit else {
                throw CapabilityError(
                    code: .limitExceeded,
                    message: "\(key) of a request has \(value.utf8.count) bytes; \(limit) are allowed"
                )
            }
            guard value.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
                throw CapabilityError(
                    code: .invalidContext,
                    message: "\(key) of a request may only have printable ASCII"
                )
            }
            metadata.addString(value, forKey: key)
        }
        return metadata
    }

    /// Reads what a caller has sent.
    ///
    /// - Returns: nil when there is no request id, and so no context, or a value is longer than its limit. A malformed
    ///   trace is left out, as its standard asks for.
    public init?(_ metadata: Metadata) {
        func value(_ key: String) -> String? { metadata[stringValues: key].first { _ in true } }
        guard let id = value(Key.requestID), !id.isEmpty else { return nil }
        self.init(
            requestID: id,
            requesterID: value(Key.requesterID) ?? "",
            connectionID: value(Key.connectionID),
            connectionData: value(Key.connectionData),
            resourceKey: value(Key.resourceKey),
            trace: value(TraceContext.metadataKey).flatMap { TraceContext(traceparent: $0) }
        )
        let short = [requestID, requesterID, connectionID ?? "", resourceKey ?? ""]
        guard short.allSatisfy({ $0.utf8.count <= Self.valueLimit }),
            (connectionData?.utf8.count ?? 0) <= Self.connectionDataLimit
        else { return nil }
    }

    /// The same JSON in printable ASCII: gRPC for Go fails a call whose metadata has anything else.
    ///
    /// What is not ASCII can only stand inside of a string, where `\u` says the same, and a control character only
    /// between values, where a space does.
    private static func asciiJSON(_ json: String) -> String {
        var result = ""
        for scalar in json.unicodeScalars {
            switch scalar.value {
            case 0x20...0x7e:
                result.unicodeScalars.append(scalar)
            case 0x09, 0x0a, 0x0d:
                result += " "
            case 0...0x1f:
                // No JSON; metadata() refuses it.
                result.unicodeScalars.append(scalar)
            default:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return result
    }
}

extension RequestContext: CustomStringConvertible, CustomReflectable {
    /// The context without the connection's data, which may hold secrets.
    public var description: String {
        "request \(requestID) of \(requesterID), connection \(connectionID ?? "none"), resource \(resourceKey ?? "any")"
    }

    /// As ``description``.
    public var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}
