import CPluginTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A thread of the system's, outside Swift's pool.
package enum SystemThread {
    /// A number by which the running thread can be told from all others that run.
    static var current: UInt {
        #if os(Linux)
        UInt(pthread_self())
        #else
        UInt(bitPattern: pthread_self())
        #endif
    }

    /// Starts a thread that runs `body` once; nobody waits for it.
    ///
    /// - Parameter name: at most 15 bytes, for debuggers and `ps`.
    /// - Throws: ``TransportError`` with code `system`.
    package static func start(name: String, _ body: @escaping @Sendable () -> Void) throws(TransportError) {
        let box = Unmanaged.passRetained(Body(call: body))
        let result = omniview_start_thread(name, Self.run, box.toOpaque())
        guard result == 0 else {
            box.release()
            throw .system("cannot start a thread", errno: result)
        }
    }

    private final class Body: Sendable {
        let call: @Sendable () -> Void

        init(call: @escaping @Sendable () -> Void) {
            self.call = call
        }
    }

    private static let run: @convention(c) (UnsafeMutableRawPointer?) -> Void = { argument in
        guard let argument else { return }
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().call()
    }
}
