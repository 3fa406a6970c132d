package import EngineAPI
import Synchronization

/// The views of the fake engine's plugin and the backend behind them. It remembers what it was asked.
///
/// There is `main`; `slow`, which opens when ``letSlowOpen()`` is called and not if it is cancelled before; `stubborn`,
/// which opens then whether it is cancelled or not; and `quarantined`.
package final class FakeViews: Sendable {
    private struct State {
        var opened: [OpenView] = []
        var closed: [OpenView] = []
        var reports: [ViewReport] = []
        var calls: [ViewCall] = []
        var answers = 0
        var cancelled = 0
        var stored: [String: JSONValue] = [:]
    }

    /// What a call to the backend does.
    package enum Method: String, CaseIterable, Sendable {
        /// Answers with the request.
        case echo = "hello.v1.Greeter/Echo"
        /// Answers as often as the request's first four bytes say, with that number of bytes that the next four say.
        case count = "hello.v1.Greeter/Count"
        /// Never answers.
        case wait = "hello.v1.Greeter/Wait"
        /// Is not for views.
        case hidden = "hello.v1.Greeter/Hidden"
    }

    private let state = Mutex(State())
    private let slow = AsyncStream<Void>.makeStream()
    private let stubborn = AsyncStream<Void>.makeStream()

    package init() {}

    /// The views that were opened so far.
    package var opened: [OpenView] { state.withLock { $0.opened } }
    /// The views that were closed so far.
    package var closed: [OpenView] { state.withLock { $0.closed } }
    /// What was reported so far.
    package var reports: [ViewReport] { state.withLock { $0.reports } }
    /// The calls that were begun so far.
    package var calls: [ViewCall] { state.withLock { $0.calls } }
    /// How many answers were taken so far.
    package var answers: Int { state.withLock { $0.answers } }
    /// How many calls and openings were cancelled before they came to an end.
    package var cancelled: Int { state.withLock { $0.cancelled } }
    /// The values that are stored.
    package var stored: [String: JSONValue] {
        get { state.withLock { $0.stored } }
        set { state.withLock { $0.stored = newValue } }
    }

    /// Lets `slow` or `stubborn` open.
    package func letSlowOpen() {
        slow.continuation.finish()
        stubborn.continuation.finish()
    }

    package func open(_ name: String, of plugin: String) async throws(Problem) -> OpenView {
        switch name {
        case "main": break
        case "slow":
            for await _ in slow.stream {}
            guard !Task.isCancelled else {
                state.withLock { $0.cancelled += 1 }
                throw Problem(.pluginFailed, detail: "cancelled", plugin: plugin)
            }
        case "stubborn":
            // In a task of its own, which the cancellation does not reach.
            let opening = Task { [stubborn] in for await _ in stubborn.stream {} }
            await opening.value
        case "quarantined": throw Problem(.viewQuarantined, detail: "it crashed too often", plugin: plugin)
        default: throw Problem(.viewNotFound, detail: "there is no view \(name)", plugin: plugin)
        }
        let view = OpenView(
            plugin: plugin,
            view: name,
            title: "Hello",
            version: "1.0.0",
            digest: "abc",
            entry: "ui/entry.js"
        )
        state.withLock { $0.opened.append(view) }
        return view
    }

    package func close(_ view: OpenView) { state.withLock { $0.closed.append(view) } }

    package func note(_ report: ViewReport) -> ViewStanding {
        state.withLock { state in
            state.reports.append(report)
            let crashes = state.reports.count { $0.kind == .crashed }
            return ViewStanding(crashes: crashes, quarantined: crashes > 2)
        }
    }

    package func reset() -> ViewStanding {
        state.withLock { $0.reports = [] }
        return ViewStanding(crashes: 0, quarantined: false)
    }

    package func call(_ call: ViewCall, take: @Sendable ([UInt8]) async throws -> Void) async -> ViewCallEnd {
        state.withLock { $0.calls.append(call) }
        do {
            switch Method(rawValue: call.method) {
            case .echo: try await answer(call.message, take)
            case .count:
                let numbers = stride(from: 0, to: 8, by: 4).map { start in
                    call.message.dropFirst(start).prefix(4).reduce(0) { $0 << 8 | Int($1) }
                }
                for number in 0..<numbers[0] {
                    try await answer([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: numbers[1]), take)
                }
            case .wait: for await _ in AsyncStream<Void>.makeStream().stream {}
            case .hidden: return ViewCallEnd(status: 7, message: "not for views")
            case nil: return ViewCallEnd(status: 12, message: "there is no such method")
            }
            try Task.checkCancellation()
            return ViewCallEnd(status: 0)
        } catch {
            state.withLock { $0.cancelled += 1 }
            return ViewCallEnd(status: 1, message: "cancelled by the caller")
        }
    }

    private func answer(_ bytes: [UInt8], _ take: @Sendable ([UInt8]) async throws -> Void) async throws {
        try await take(bytes)
        state.withLock { $0.answers += 1 }
    }
}
