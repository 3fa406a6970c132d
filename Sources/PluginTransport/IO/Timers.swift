/// What is to happen later, soonest first.
///
/// A binary heap; timers are cancelled far more often than they fire, and a cancelled one stays until it would be the
/// soonest, or until more than half of the heap is such.
struct Timers {
    /// One timer, for its cancellation.
    typealias ID = UInt64

    private var heap: [(deadline: ContinuousClock.Instant, id: ID)] = []
    private var actions: [ID: @Sendable () -> Void] = [:]
    private var nextID: ID = 0

    /// When the soonest fires, a cancelled one not counted: a thread that waits for nothing else is not woken for it.
    var next: ContinuousClock.Instant? { heap.first?.deadline }

    /// Adds a timer.
    ///
    /// - Returns: its number, and whether it is now the soonest.
    mutating func add(
        at deadline: ContinuousClock.Instant,
        _ action: @escaping @Sendable () -> Void
    ) -> (id: ID, isSoonest: Bool) {
        let id = nextID
        nextID += 1
        actions[id] = action
        heap.append((deadline, id))
        siftUp(heap.count - 1)
        return (id, heap[0].id == id)
    }

    mutating func cancel(_ id: ID) {
        actions[id] = nil
        if heap.count > 64, heap.count > 2 * actions.count {
            heap.removeAll { actions[$0.id] == nil }
            for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
        }
        removeCancelled()
    }

    /// Lets the first of the heap be one that fires.
    private mutating func removeCancelled() {
        while let first = heap.first, actions[first.id] == nil {
            let last = heap.removeLast()
            guard !heap.isEmpty else { return }
            heap[0] = last
            siftDown(0)
        }
    }

    /// Takes out what is due.
    mutating func popDue(at now: ContinuousClock.Instant) -> (@Sendable () -> Void)? {
        guard let first = heap.first, first.deadline <= now else { return nil }
        let action = actions.removeValue(forKey: first.id)
        removeCancelled()
        return action
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard heap[index].deadline < heap[parent].deadline else { return }
            heap.swapAt(index, parent)
            index = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var index = start
        while true {
            var smallest = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count {
                if heap[child].deadline < heap[smallest].deadline { smallest = child }
            }
            guard smallest != index else { return }
            heap.swapAt(index, smallest)
            index = smallest
        }
    }
}
