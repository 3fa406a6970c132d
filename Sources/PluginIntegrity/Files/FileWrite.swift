#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Writes whole buffers.
package enum FileWrite {
    /// Writes all bytes, and returns an error number, 0 for success.
    package static func all(_ bytes: UnsafeRawBufferPointer, to descriptor: Descriptor) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let buffer = UnsafeRawBufferPointer(rebasing: rest)
            let (count, number) = retrying { write(descriptor.raw, buffer.baseAddress, buffer.count) }
            if count < 0 { return number }
            rest = rest.dropFirst(count)
        }
        return 0
    }

    /// Writes all bytes, and returns an error number, 0 for success.
    package static func all(_ bytes: [UInt8], to descriptor: Descriptor) -> Int32 {
        bytes.withUnsafeBytes { all($0, to: descriptor) }
    }
}
