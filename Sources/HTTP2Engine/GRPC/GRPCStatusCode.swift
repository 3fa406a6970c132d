/// The outcome of a call, one of the 17 codes that gRPC defines (gRPC status codes, 0 to 16).
package enum GRPCStatusCode: Int, Sendable, Hashable, CaseIterable {
    case ok = 0
    case cancelled = 1
    case unknown = 2
    case invalidArgument = 3
    case deadlineExceeded = 4
    case notFound = 5
    case alreadyExists = 6
    case permissionDenied = 7
    case resourceExhausted = 8
    case failedPrecondition = 9
    case aborted = 10
    case outOfRange = 11
    case unimplemented = 12
    case internalError = 13
    case unavailable = 14
    case dataLoss = 15
    case unauthenticated = 16
}

extension GRPCStatusCode {
    /// Reads the value of the `grpc-status` field: decimal digits, leading zeros allowed.
    ///
    /// `nil` for a number above 16 and for anything that is no number; both mean `unknown` to whoever has to report a
    /// status all the same.
    package init?(headerValue: String) {
        guard !headerValue.isEmpty else { return nil }
        var number = 0
        for byte in headerValue.utf8 {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
            guard number <= 16 else { return nil }
        }
        self.init(rawValue: number)
    }

    /// The value of the `grpc-status` field, without an allocation.
    package var headerValue: String {
        switch self {
        case .ok: "0"
        case .cancelled: "1"
        case .unknown: "2"
        case .invalidArgument: "3"
        case .deadlineExceeded: "4"
        case .notFound: "5"
        case .alreadyExists: "6"
        case .permissionDenied: "7"
        case .resourceExhausted: "8"
        case .failedPrecondition: "9"
        case .aborted: "10"
        case .outOfRange: "11"
        case .unimplemented: "12"
        case .internalError: "13"
        case .unavailable: "14"
        case .dataLoss: "15"
        case .unauthenticated: "16"
        }
    }

    /// What an answer without `grpc-status` means, by its `:status` (gRPC, HTTP to gRPC status code mapping).
    ///
    /// Even 200 is `unknown`: an answer of gRPC always says its own status.
    package init(httpStatus: Int) {
        self =
            switch httpStatus {
            case 400: .internalError
            case 401: .unauthenticated
            case 403: .permissionDenied
            case 404: .unimplemented
            case 429, 502, 503, 504: .unavailable
            default: .unknown
            }
    }

    /// What the end of a call by RST_STREAM means, by its error code (gRPC over HTTP/2, section "Errors").
    ///
    /// That table leaves out two codes of RFC 9113 section 7, STREAM_CLOSED and HTTP_1_1_REQUIRED, which are
    /// `internalError` here as other defects of a peer are; a code that RFC 9113 does not know is `unknown`.
    package init(resetCode: UInt32) {
        self =
            switch resetCode {
            // NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR, SETTINGS_TIMEOUT, STREAM_CLOSED,
            // FRAME_SIZE_ERROR
            case 0x0...0x6: .internalError
            // REFUSED_STREAM
            case 0x7: .unavailable
            // CANCEL
            case 0x8: .cancelled
            // COMPRESSION_ERROR, CONNECT_ERROR
            case 0x9, 0xa: .internalError
            // ENHANCE_YOUR_CALM
            case 0xb: .resourceExhausted
            // INADEQUATE_SECURITY
            case 0xc: .permissionDenied
            // HTTP_1_1_REQUIRED
            case 0xd: .internalError
            default: .unknown
            }
    }
}
