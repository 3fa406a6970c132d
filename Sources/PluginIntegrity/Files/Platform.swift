#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The operating system's text for an error number.
package func errorText(_ number: Int32) -> String {
    strerror(number).map { String(cString: $0) } ?? "error \(number)"
}

/// Calls again for as long as a signal interrupts, and returns the result or the error number.
package func retrying<Result: FixedWidthInteger & SignedInteger>(
    _ call: () -> Result
) -> (value: Result, errno: Int32) {
    while true {
        let value = call()
        if value >= 0 {
            return (value, 0)
        }
        if errno != EINTR {
            return (value, errno)
        }
    }
}

/// A name or path as the operating system takes it, with the NUL at the end. The bytes hold none themselves.
package func cString(_ bytes: some Sequence<UInt8>) -> [CChar] {
    bytes.map { CChar(bitPattern: $0) } + [0]
}
