import Crypto
import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What came of reading a file to its end.
package enum DigestOutcome: Hashable, Sendable {
    /// The SHA-256 as hexadecimal digits, of a file that nobody wrote to meanwhile.
    case digest(String)
    case changedWhileReading
    case unreadable(Int32)
}

/// Hashes open files by reading them. They are not mapped: cutting a mapped file short would end the process.
package enum FileDigest {
    /// Bytes read at a time.
    static let chunkBytes = 256 << 10

    /// Below this many bytes in all, starting threads costs more than it saves.
    private static let parallelBytes: Int64 = 1 << 20

    /// Hashes several files, in parallel on at most as many threads as there are processors.
    static func outcomes(of files: [OpenedFile]) -> [DigestOutcome] {
        if files.count < 2 || files.reduce(0, { $0 + $1.info.size }) < parallelBytes {
            return files.map(outcome)
        }
        let outcomes = Mutex([DigestOutcome](repeating: .changedWhileReading, count: files.count))
        DispatchQueue.concurrentPerform(iterations: files.count) { index in
            let outcome = outcome(of: files[index])
            outcomes.withLock { $0[index] = outcome }
        }
        return outcomes.withLock { $0 }
    }

    /// Hashes one file.
    static func outcome(of file: OpenedFile) -> DigestOutcome {
        var hasher = SHA256()
        let failure = read(file) { chunk in
            hasher.update(bufferPointer: chunk)
            return true
        }
        return failure ?? .digest(HexText.text(hasher.finalize()))
    }

    /// Hashes bytes that are in memory already.
    package static func digest(of bytes: [UInt8]) -> String {
        HexText.text(SHA256.hash(data: bytes))
    }

    /// Reads a file from its beginning, at most one byte more than it had when it was opened.
    ///
    /// - Parameter consume: Takes a chunk, and returns false to stop with ``DigestOutcome/changedWhileReading``.
    /// - Returns: Nil when the file was read to its end and is unchanged since it was opened.
    package static func read(_ file: OpenedFile, _ consume: (UnsafeRawBufferPointer) -> Bool) -> DigestOutcome? {
        let size = file.info.size
        // One byte more than the file, so that the common small file and its end take two calls and little memory.
        let capacity = Int(min(Int64(chunkBytes), size + 1))
        return withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 16) { buffer in
            var offset: Int64 = 0
            while true {
                let wanted = Int(min(Int64(capacity), size - offset + 1))
                let (count, number) = retrying { pread(file.descriptor.raw, buffer.baseAddress, wanted, off_t(offset)) }
                if count < 0 { return .unreadable(number) }
                if count == 0 { break }
                offset += Int64(count)
                if offset > size { return .changedWhileReading }
                if !consume(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { return .changedWhileReading }
            }
            return file.descriptor.info().info == file.info ? nil : .changedWhileReading
        }
    }
}
