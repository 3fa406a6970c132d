import EngineAPI

/// The decisions of one window: which views it has open, what is under way, and what it may begin besides.
///
/// Pure: it is told what comes in and what has ended, and says what to do.
struct WindowSession {
    /// What to do about a message.
    enum Action {
        case nothing
        /// Work begins, with the view that it is for when it is for one.
        case begin(UInt32, WindowRequest, OpenView?)
        /// A view is to be closed, after what it has under way was stopped.
        case close(UInt32, OpenView, stopping: [UInt32])
        /// The request of a call has come.
        case hand(UInt32, [UInt8])
        /// The request of a call has come, and there is no room for it.
        case exhaust(UInt32)
        case grant(UInt32, Int)
        case cancel(UInt32)
        case refuse(UInt32, Problem)
    }

    private enum Kind {
        /// A call, and how many bytes its request has once it has come.
        case call(held: Int?)
        case stream
        case opening
        case request
        /// What can be there for each view at most once, and so needs no limit.
        case uncounted
    }

    private struct Operation {
        var kind: Kind
        var session: Int?
    }

    private let limits: WindowLimits
    private var views: [Int: OpenView] = [:]
    private var lastSession = 0
    private var operations: [UInt32: Operation] = [:]
    private var lastID: UInt32?
    private var heldBytes = 0
    private var isOver = false

    init(limits: WindowLimits) {
        self.limits = limits
    }

    /// Takes a JSON message.
    mutating func take(_ message: WindowMessage) throws(SocketClose) -> Action {
        let id = message.id
        switch message.request {
        // Both are about a number that was used already; what has ended meanwhile needs neither.
        case .success(.credit(let count)): return isStream(id) ? .grant(id, count) : .nothing
        case .success(.cancel): return operations[id] == nil ? .nothing : .cancel(id)
        default: break
        }
        guard lastID.map({ id > $0 }) ?? true else {
            throw .violation("each request has a number that is higher than the one before")
        }
        lastID = id
        do throws(Problem) {
            return try begin(id, try message.request.get())
        } catch {
            return .refuse(id, error)
        }
    }

    /// Takes a binary message. One for a call that was refused or has ended already has no meaning any more.
    mutating func take(_ message: BinaryMessage) throws(SocketClose) -> Action {
        guard let lastID, message.id <= lastID else { throw .violation("a message comes after its call") }
        guard case .call(held: nil)? = operations[message.id]?.kind else { return .nothing }
        let count = message.payload.count
        guard heldBytes + count <= limits.maxHeldBytes else { return .exhaust(message.id) }
        heldBytes += count
        operations[message.id]?.kind = .call(held: count)
        return .hand(message.id, message.payload)
    }

    private mutating func begin(_ id: UInt32, _ request: WindowRequest) throws(Problem) -> Action {
        switch request {
        case .openView:
            guard views.count + count({ if case .opening = $0.kind { true } else { false } }) < limits.maxViews else {
                throw Self.tooMany(limits.maxViews, "views")
            }
            operations[id] = Operation(kind: .opening)
        case .closeView(let session):
            let view = try view(session)
            views[session] = nil
            let stopping = operations.filter { $0.value.session == session }.map(\.key)
            operations[id] = Operation(kind: .uncounted)
            return .close(id, view, stopping: stopping.sorted())
        case .inView(let session, let request):
            let view = try view(session)
            operations[id] = Operation(kind: try kind(of: request, session), session: session)
            return .begin(id, .inView(session: session, request), view)
        case .resetView: operations[id] = Operation(kind: try requestKind())
        case .events, .logs:
            guard count({ if case .stream = $0.kind { true } else { false } }) < limits.maxStreams else {
                throw Self.tooMany(limits.maxStreams, "followed logs and journals")
            }
            operations[id] = Operation(kind: .stream)
        case .credit, .cancel: return .nothing
        }
        return .begin(id, request, nil)
    }

    private func kind(of request: WindowRequest.ViewRequest, _ session: Int) throws(Problem) -> Kind {
        guard case .call = request else { return try requestKind() }
        let calls = operations.values.filter { if case .call = $0.kind { true } else { false } }
        guard calls.count < limits.maxCalls else { throw Self.tooMany(limits.maxCalls, "calls") }
        guard calls.count(where: { $0.session == session }) < limits.maxCallsOfView else {
            throw Self.tooMany(limits.maxCallsOfView, "calls of this view")
        }
        return .call(held: nil)
    }

    private func requestKind() throws(Problem) -> Kind {
        guard count({ if case .request = $0.kind { true } else { false } }) < limits.maxRequests else {
            throw Self.tooMany(limits.maxRequests, "requests")
        }
        return .request
    }

    private func count(_ isCounted: (Operation) -> Bool) -> Int { operations.values.count(where: isCounted) }

    private func view(_ session: Int) throws(Problem) -> OpenView {
        guard let view = views[session] else {
            throw Problem(.viewClosed, detail: "this window has no view with the number \(session) open")
        }
        return view
    }

    private func isStream(_ id: UInt32) -> Bool {
        switch operations[id]?.kind {
        case .call, .stream: true
        default: false
        }
    }

    private static func tooMany(_ limit: Int, _ what: String) -> Problem {
        Problem(.tooManyRequests, detail: "\(limit) \(what) are open in this window and no more are possible")
    }

    /// A view was opened; the number it has from now on, or nil when the window has closed meanwhile.
    mutating func opened(_ view: OpenView, by id: UInt32) -> Int? {
        guard !isOver else { return nil }
        operations[id]?.kind = .uncounted
        lastSession += 1
        views[lastSession] = view
        return lastSession
    }

    /// What began with a number has ended.
    mutating func finish(_ id: UInt32) {
        guard let operation = operations.removeValue(forKey: id) else { return }
        if case .call(let held?) = operation.kind { heldBytes -= held }
    }

    /// The window has closed; the views that are to be closed with it.
    mutating func end() -> [OpenView] {
        isOver = true
        defer { views = [:] }
        return views.sorted { $0.key < $1.key }.map(\.value)
    }
}
