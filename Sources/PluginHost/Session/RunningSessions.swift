import Synchronization

/// The sessions of this process, so that all of them can be stopped together.
enum RunningSessions {
    private static let sessions = Mutex<[ObjectIdentifier: PluginSession]>([:])

    static func add(_ session: PluginSession) {
        sessions.withLock { $0[ObjectIdentifier(session)] = session }
    }

    static func remove(_ session: PluginSession) {
        sessions.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(session)) }
    }

    static var all: [PluginSession] { sessions.withLock { Array($0.values) } }
}
