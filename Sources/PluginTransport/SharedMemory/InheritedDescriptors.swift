import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Descriptors that a process gets at its birth, and that are held here until it has them.
package final class InheritedDescriptors: Sendable {
    private let open: Mutex<[Int32]>

    /// Takes descriptors over.
    init(_ descriptors: [Int32]) {
        open = Mutex(descriptors)
    }

    deinit {
        closeAll()
    }

    /// Their numbers on this side, in the order in which the process gets them; none once they are closed.
    package var numbers: [Int32] { open.withLock { $0 } }

    /// Closes them on this side: the process has its own, or never will.
    package func closeAll() {
        open.withLock { descriptors in
            for descriptor in descriptors { close(descriptor) }
            descriptors = []
        }
    }
}
