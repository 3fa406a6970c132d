import GRPCCore
import HTTP2Engine

extension RPCError {
    /// The error that a status other than OK stands for.
    init(_ status: GRPCStatus, metadata: [HeaderField] = []) {
        self.init(
            code: RPCError.Code(status.code),
            message: status.message,
            metadata: Metadata(metadata)
        )
    }
}

extension RPCError.Code {
    /// `unknown` for OK, which is no error.
    fileprivate init(_ code: GRPCStatusCode) {
        self = Status.Code(rawValue: code.rawValue).flatMap { RPCError.Code($0) } ?? .unknown
    }
}

extension Status {
    init(_ status: GRPCStatus) {
        self.init(code: Status.Code(rawValue: status.code.rawValue) ?? .unknown, message: status.message)
    }
}

extension GRPCStatus {
    /// Nil for OK.
    var errorCode: RPCError.Code? { code == .ok ? nil : RPCError.Code(code) }

    init(_ status: Status) {
        self.init(code: GRPCStatusCode(rawValue: status.code.rawValue) ?? .unknown, message: status.message)
    }

    init(_ error: RPCError) {
        self.init(code: GRPCStatusCode(rawValue: error.code.rawValue) ?? .unknown, message: error.message)
    }
}
