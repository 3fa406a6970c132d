import PluginTransport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads a descriptor into a collector until its end.
final class DescriptorReader: IOSource {
    /// How often it reads before others get their turn.
    private static let readsAtATime = 16

    private struct State {
        var token: UInt64 = 0
        var isClosed = false
    }

    private let descriptor: Int32
    private let collector: ByteCollector
    private let thread: IOThread
    private let state = Mutex(State())

    /// Takes a descriptor over that never blocks; it is closed at its end, or when the reader is cancelled.
    init(_ descriptor: Int32, into collector: ByteCollector) throws {
        self.descriptor = descriptor
        self.collector = collector
        do {
            thread = try IOThread.shared()
        } catch {
            close(descriptor)
            throw error
        }
        // Under the lock, because there may be something to read already.
        state.withLock { $0.token = thread.watch(descriptor, for: .readable, source: self) }
    }

    /// Stops reading.
    func cancel() {
        let isFirst = state.withLock { finish(&$0) }
        if isFirst { collector.finish() }
    }

    func ready(_ readiness: Readiness, on thread: IOThread) {
        for _ in 0..<Self.readsAtATime {
            var buffer = [UInt8](repeating: 0, count: 64 * 1024)
            let (count, isLast) = state.withLock { state in
                guard !state.isClosed else { return (0, false) }
                let count = read(descriptor, &buffer, buffer.count)
                let isEmpty = count < 0 && (errno == EAGAIN || errno == EINTR)
                return (count, count <= 0 && !isEmpty && finish(&state))
            }
            if isLast { collector.finish() }
            guard count > 0 else { return }
            collector.append(buffer[..<count])
        }
    }

    private func finish(_ state: inout State) -> Bool {
        guard !state.isClosed else { return false }
        state.isClosed = true
        thread.unwatch(descriptor, token: state.token)
        close(descriptor)
        return true
    }
}
