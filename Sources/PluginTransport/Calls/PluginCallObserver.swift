public import GRPCCore

/// Sees every call to a plugin, whichever way it is made: through gRPC's general client, on the short way, and on further
/// connections of the broker.
public protocol PluginCallObserver: Sendable {
    /// A call is about to be made.
    ///
    /// - Parameters:
    ///   - method: What is called.
    ///   - metadata: What goes before the request; more can be added.
    /// - Returns: Is called once, when the call has ended or whoever made it has given it up, with the status that it
    ///   came to; nil is OK. It must return at once.
    func callBegins(
        _ method: MethodDescriptor,
        metadata: inout Metadata
    ) -> @Sendable (_ status: RPCError.Code?) -> Void
}
