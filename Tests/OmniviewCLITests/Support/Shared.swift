import Synchronization

/// A value that a closure hands out.
final class Shared<Value: Sendable>: Sendable {
    private let storage = Mutex<Value?>(nil)

    var value: Value? { storage.withLock { $0 } }

    func set(_ value: Value?) {
        storage.withLock { $0 = value }
    }
}
