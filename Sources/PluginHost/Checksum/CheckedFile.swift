#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The file of a plugin, whose content has been compared with a checksum and that is executed as it was opened.
///
/// Between the comparison and the execution somebody could still write to it; nobody can from then on, because the system
/// refuses to write to what is executed. So it is looked at once more then, and a file that has changed is a start that
/// failed.
final class CheckedFile: Sendable {
    private let descriptor: Int32
    private let path: String
    private let before: Stamp

    /// Opens and compares.
    ///
    /// However large the file is, other tasks get their turn meanwhile.
    ///
    /// - Throws: ``PluginHostError`` with code `checksum`; `CancellationError`.
    static func compare(_ path: String, _ checksum: PluginChecksum, of plugin: String) async throws -> CheckedFile {
        guard !checksum.bytes.isEmpty else {
            throw refused("no checksum provided", "the launch of the plugin \(plugin) has an empty one")
        }
        let file = try CheckedFile(opening: path)
        guard try await file.digest(checksum.algorithm.makeHash()) == checksum.bytes else {
            throw refused(
                "checksums did not match",
                "\(path) is not the file that the plugin \(plugin) was registered with; install it anew, or register it"
            )
        }
        return file
    }

    private init(opening path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        self.path = path
        guard descriptor >= 0, let stamp = Stamp(of: descriptor) else { throw Self.unreadable(path, errno) }
        before = stamp
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// By which the file is executed that was opened, whatever its path names meanwhile.
    var executionPath: String {
        #if os(Linux)
        "/proc/\(getpid())/fd/\(descriptor)"
        #else
        path
        #endif
    }

    /// Whether nobody has written to the file since it was compared; to be asked once it is executed.
    var isUnchanged: Bool { Stamp(of: descriptor) == before && isStillThere }

    private var isStillThere: Bool {
        #if os(Linux)
        true
        #else
        Stamp(at: path) == before
        #endif
    }

    /// How much is read and hashed before others get their turn: well under a millisecond's work.
    private static let slice = 256 * 1024

    private func digest(_ hash: any StreamingHash) async throws -> [UInt8] {
        var hash = hash
        var buffer = [UInt8](repeating: 0, count: Self.slice)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.unreadable(path, errno) }
            if count == 0 { return hash.finalize() }
            buffer.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            // A few starts at a time would otherwise take every thread of the pool for as long as a disk is slow.
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    private static func unreadable(_ path: String, _ errno: Int32) -> PluginHostError {
        PluginHostError(
            code: .cannotExecute,
            message: "cannot read \(path) to compare its checksum: \(String(cString: strerror(errno)))"
        )
    }

    private static func refused(_ words: String, _ help: String) -> PluginHostError {
        PluginHostError(code: .checksum, message: "\(words): \(help)")
    }
}

/// By what a change of a file shows.
private struct Stamp: Equatable {
    private let numbers: [Int]

    init?(of descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(at path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        #if canImport(Darwin)
        let changed = status.st_ctimespec
        #else
        let changed = status.st_ctim
        #endif
        numbers = [
            Int(status.st_dev), Int(truncatingIfNeeded: status.st_ino), Int(status.st_size), changed.tv_sec,
            changed.tv_nsec,
        ]
    }
}
