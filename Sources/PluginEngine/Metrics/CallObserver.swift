import GRPCCore
import PluginCapabilities

/// Counts and times each call to a plugin, and gives it its place in a trace.
struct CallObserver: ClientInterceptor {
    let metrics: EngineMetrics
    let plugin: String

    func intercept<Input: Sendable, Output: Sendable>(
        request: StreamingClientRequest<Input>,
        context: ClientContext,
        next:
            @concurrent (
                _ request: StreamingClientRequest<Input>,
                _ context: ClientContext
            ) async throws -> StreamingClientResponse<Output>
    ) async throws -> StreamingClientResponse<Output> {
        let recorder = metrics.calls(of: plugin, method: "/\(context.descriptor.fullyQualifiedMethod)")
        let begin = ContinuousClock.now
        var request = request
        if request.metadata[stringValues: TraceContext.metadataKey].first(where: { _ in true }) == nil {
            let span = TraceContext.current?.child() ?? TraceContext(isSampled: false)
            request.metadata.addString(span.traceparent, forKey: TraceContext.metadataKey)
        }
        do {
            var response = try await next(request, context)
            switch response.accepted {
            case .success(var contents):
                let parts = ObservedParts(base: contents.bodyParts, recorder: recorder, begin: begin)
                contents.bodyParts = RPCAsyncSequence(wrapping: parts)
                response.accepted = .success(contents)
            case .failure(let error):
                recorder.record(status: error.code.rawValue, duration: ContinuousClock.now - begin)
            }
            return response
        } catch {
            recorder.record(error, since: begin)
            throw error
        }
    }
}

/// The parts of an answer; tells when they come to an end, and to which.
private struct ObservedParts<Message: Sendable>: AsyncSequence, Sendable {
    typealias Part = StreamingClientResponse<Message>.Contents.BodyPart
    typealias Element = Part
    typealias Failure = any Error

    let base: RPCAsyncSequence<Part, any Error>
    let recorder: CallRecorder
    let begin: ContinuousClock.Instant

    func makeAsyncIterator() -> Iterator {
        Iterator(base: base.makeAsyncIterator(), recorder: recorder, begin: begin)
    }

    struct Iterator: AsyncIteratorProtocol {
        private var base: RPCAsyncSequence<Part, any Error>.AsyncIterator
        private let recorder: CallRecorder
        private let begin: ContinuousClock.Instant
        private var isOver = false

        init(
            base: RPCAsyncSequence<Part, any Error>.AsyncIterator,
            recorder: CallRecorder,
            begin: ContinuousClock.Instant
        ) {
            self.base = base
            self.recorder = recorder
            self.begin = begin
        }

        mutating func next() async throws -> Part? {
            try await next(isolation: nil)
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Part? {
            do {
                let part = try await base.next(isolation: actor)
                // Trailing metadata is the last part, after which not every reader asks for more.
                switch part {
                case .message: break
                case .trailingMetadata, nil: end(with: nil)
                }
                return part
            } catch {
                end(with: error)
                throw error
            }
        }

        private mutating func end(with error: (any Error)?) {
            guard !isOver else { return }
            isOver = true
            if let error {
                recorder.record(error, since: begin)
            } else {
                recorder.record(status: 0, duration: ContinuousClock.now - begin)
            }
        }
    }
}

extension CallRecorder {
    fileprivate func record(_ error: any Error, since begin: ContinuousClock.Instant) {
        let code = (error as? RPCError)?.code ?? (error is CancellationError ? .cancelled : .unknown)
        record(status: code.rawValue, duration: ContinuousClock.now - begin)
    }
}
