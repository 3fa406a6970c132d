import GRPCCore
import HTTP2Engine

/// Somebody to wake once the connection's lock has been let go.
enum Wake {
    case reader(UnsafeContinuation<InboundItem, Never>, InboundItem)
    case unary(UnsafeContinuation<UnaryOutcome, Never>, UnaryOutcome)
    case writer(UnsafeContinuation<Bool, Never>, Bool)
    case opener(UnsafeContinuation<Void, Never>)
    case accept(Call)
    case cancel(@Sendable () -> Void)
    case abandoned(Call)
    case established(Result<TLSSummary?, TransportError>)
    case closed
}
