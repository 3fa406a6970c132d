import EngineAPI
import FoundationEssentials
import NIOWebSocket
import Synchronization

extension Window {
    /// Opens a view. Whatever has become of the window or the wish meanwhile, a view that was opened is closed.
    func open(_ name: String, of plugin: String, _ id: UInt32, _ operation: WindowOperation) async {
        let service = context.service
        let limit = context.limits.actionDeadline
        let outcome = await operation.run(limit: limit) { () async -> Result<OpenView, Problem> in
            do throws(Problem) {
                return .success(try await service.openView(name, of: plugin))
            } catch {
                return .failure(error)
            }
        }
        switch outcome.value {
        case .success(let view):
            guard outcome.stop == nil, let session = state.withLock({ $0.session.opened(view, by: id) }) else {
                await service.close(view)
                return await answer(stopped(outcome.stop ?? .cancelled, id), finishing: id)
            }
            let key = context.keys.key(for: view.plugin)
            await answer(.result(id, ViewSession(view, session: session, key: key, port: context.port)), finishing: id)
        case .failure(let problem):
            await answer(outcome.stop.map { stopped($0, id) } ?? .problem(id, problem), finishing: id)
        }
    }

    /// Closes a view. From the decision on it is this that closes it, and not the end of the window.
    func close(_ view: OpenView, _ id: UInt32) async {
        await context.service.close(view)
        await answer(.result(id, JSONValue.null), finishing: id)
    }

    /// Does what was asked for and answers.
    func work(_ id: UInt32, on request: WindowRequest, in view: OpenView?, _ operation: WindowOperation) async {
        if case .openView(let name, let plugin) = request { return await open(name, of: plugin, id, operation) }
        let outcome = await operation.run(limit: deadline(of: request)) { [self] () async -> WindowAnswer in
            do throws(Problem) {
                return try await result(of: request, in: view, id, operation)
            } catch {
                return .problem(id, error)
            }
        }
        await answer(final(outcome, of: request, id), finishing: id)
    }

    private func deadline(of request: WindowRequest) -> Duration? {
        switch request {
        case .events, .logs: nil
        case .inView(_, .call(_, let deadline)): deadline
        default: context.limits.requestDeadline
        }
    }

    private func final(
        _ outcome: WindowOperation.Outcome<WindowAnswer>,
        of request: WindowRequest,
        _ id: UInt32
    ) -> WindowAnswer {
        guard let stop = outcome.stop else { return outcome.value }
        switch (request, outcome.value) {
        case (.inView(_, .call), _), (.events, _), (.logs, _): return .end(id, stop.end)
        // What was done before it could be stopped is done.
        case (_, .result): return outcome.value
        default: return stopped(stop, id)
        }
    }

    /// The answer to a request that would have had a result.
    private func stopped(_ stop: WindowOperation.Stop, _ id: UInt32) -> WindowAnswer {
        switch stop {
        case .deadline: .problem(id, Problem(.timeout, detail: stop.end.message))
        case .viewClosed: .problem(id, Problem(.viewClosed, detail: stop.end.message))
        case .cancelled, .exhausted, .answerTooLong: .end(id, stop.end)
        }
    }

    private func result(
        of request: WindowRequest,
        in view: OpenView?,
        _ id: UInt32,
        _ operation: WindowOperation
    ) async throws(Problem) -> WindowAnswer {
        let service = context.service
        switch request {
        case .resetView(let name, let plugin): return .result(id, try await service.resetView(name, of: plugin))
        case .events(let query):
            return await send(try await service.events(query), id, operation) { item in
                switch item {
                case .event(let event): .event(id, event)
                case .gap(let gap): .gap(id, gap)
                // A page that comes back asks for everything anew.
                case .position: nil
                }
            }
        case .logs(let query):
            return await send(try await service.followLogs(query), id, operation) { .log(id, $0) }
        case .inView(_, .call(let method, let deadline)):
            guard let view else { break }
            return .end(id, await call(method, deadline, from: view, id, operation))
        case .inView(_, let request):
            guard let view else { break }
            return .result(id, try await value(of: request, in: view))
        case .openView, .closeView, .credit, .cancel: break
        }
        throw Problem(.engineFailed, detail: "the request was not understood; please report this")
    }

    private func value(
        of request: WindowRequest.ViewRequest,
        in view: OpenView
    ) async throws(Problem) -> any Encodable & Sendable {
        let service = context.service
        switch request {
        case .report(let report): return try await service.note(report, in: view)
        case .schema: return ["files": try await schema(of: view)]
        case .settings: return try await service.settings(of: view.plugin)
        case .setSettings(let values): return try await service.update(values, of: view.plugin)
        case .storedValue(let key): return try await service.storedValue(key, for: view) ?? .null
        case .storedKeys: return try await service.storedKeys(for: view)
        case .store(let value, let key): try await service.store(value, as: key, for: view)
        case .forget(let key): try await service.store(nil, as: key, for: view)
        case .call: break
        }
        return JSONValue.null
    }

    private func schema(of view: OpenView) async throws(Problem) -> [String] {
        let files = try await context.service.schema(for: view)
        guard files.reduce(0, { $0 + $1.count }) <= limits.maxSchemaBytes else {
            throw Problem(
                .pluginFailed,
                detail: "the backend's contract has more than \(limits.maxSchemaBytes) bytes",
                plugin: view.plugin
            )
        }
        return files.map { Data($0).base64EncodedString() }
    }

    /// Calls the backend once its request has come. Each answer waits for the page's leave and for room; meanwhile no
    /// further one is read.
    private func call(
        _ method: String,
        _ deadline: Duration?,
        from view: OpenView,
        _ id: UInt32,
        _ operation: WindowOperation
    ) async -> ViewCallEnd {
        guard let message = await operation.request() else { return WindowOperation.Stop.cancelled.end }
        let call = ViewCall(method: method, message: message, deadline: deadline)
        return await context.service.call(call, from: view) { [self] answer in
            guard answer.count <= limits.maxMessageBytes else {
                operation.stop(.answerTooLong(limits.maxMessageBytes))
                throw CancellationError()
            }
            try await operation.credit.take()
            try await outbox.send(.binary, BinaryMessage(id: id, payload: answer).buffer)
        }
    }

    /// Sends what is followed, one by one and each with the page's leave. What comes too fast for the page is left out
    /// by the source, which says so. What has no answer is not for the page.
    private func send<Element: Sendable>(
        _ elements: AsyncStream<Element>,
        _ id: UInt32,
        _ operation: WindowOperation,
        _ answer: (Element) -> WindowAnswer?
    ) async -> WindowAnswer {
        do throws(CancellationError) {
            for await element in elements {
                guard let answer = answer(element) else { continue }
                // A gap is none of what was granted: the page does not count it either.
                if case .gap = answer {} else { try await operation.credit.take() }
                try await outbox.send(.text, answer.buffer)
            }
            return .end(id, ViewCallEnd(status: 0))
        } catch {
            return .end(id, WindowOperation.Stop.cancelled.end)
        }
    }
}
