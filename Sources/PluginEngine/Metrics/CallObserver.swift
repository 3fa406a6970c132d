import GRPCCore
import PluginCapabilities
import PluginTransport

/// Counts and times each call to a plugin, and gives it its place in a trace.
struct CallObserver: PluginCallObserver {
    let metrics: EngineMetrics
    let plugin: String

    func callBegins(
        _ method: MethodDescriptor,
        metadata: inout Metadata
    ) -> @Sendable (_ status: RPCError.Code?) -> Void {
        if metadata[stringValues: TraceContext.metadataKey].first(where: { _ in true }) == nil {
            let span = TraceContext.current?.child() ?? TraceContext(isSampled: false)
            metadata.addString(span.traceparent, forKey: TraceContext.metadataKey)
        }
        let recorder = metrics.calls(of: plugin, method: "/\(method.fullyQualifiedMethod)")
        let begin = ContinuousClock.now
        return { recorder.record(status: $0?.rawValue ?? 0, duration: ContinuousClock.now - begin) }
    }
}
