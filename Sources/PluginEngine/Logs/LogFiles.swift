#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A call on a log file that the operating system refused.
struct LogDiskError: Error, Hashable {
    var path: String
    var reason: String

    init(_ call: String, _ path: String, _ number: Int32 = errno) {
        self.path = path
        reason = "\(call): \(strerror(number).map { String(cString: $0) } ?? "error \(number)")"
    }
}

/// The log files of plugins: `<id>.log` is written, `<id>.log.1` and so on are older ones.
///
/// A file is opened for each write, so that nothing is held open for idle plugins, and a file that was moved or deleted
/// by others is simply begun again.
struct LogFiles {
    let folder: String
    let limits: LogLimits
    /// When the first record of a file was written, and of which file this is known.
    private var begun: [String: (file: UInt64, time: Int64)] = [:]

    init(folder: String, limits: LogLimits) {
        self.folder = folder
        self.limits = limits
    }

    /// The path of the file that is written, for 0, and of older ones.
    func path(of plugin: String, _ index: Int = 0) -> String {
        "\(folder)/\(plugin).log" + (index == 0 ? "" : ".\(index)")
    }

    /// Adds whole lines, in a new file when the present one is full or too old.
    ///
    /// - Throws: when not all of them were written; then none of them is in the file.
    mutating func append(_ lines: [UInt8], to plugin: String, at now: Int64) throws(LogDiskError) {
        var file = try open(plugin)
        defer { close(file.descriptor) }
        if file.size > 0, file.size + Int64(lines.count) > limits.fileBytes || isOld(file, of: plugin, at: now) {
            try rotate(plugin)
            deleteOld(of: plugin, at: now)
            let next = try open(plugin)
            close(file.descriptor)
            file = next
        }
        if begun.count > limits.plugins { begun = [:] }
        if file.size == 0 { begun[plugin] = (file.number, now) }
        // A crash or a full disk may have left a line without its end.
        let isTorn = file.size > 0 && file.lastByte != UInt8(ascii: "\n")
        try write(isTorn ? [UInt8(ascii: "\n")] + lines : lines, to: file)
    }

    /// Deletes the files of a plugin whose last record is too old.
    func deleteOld(of plugin: String, at now: Int64) {
        for index in 0..<max(limits.files, 1) {
            var status = stat()
            let path = path(of: plugin, index)
            guard lstat(path, &status) == 0 else { continue }
            if now - Int64(status.modified) * 1_000 > limits.age.milliseconds { unlink(path) }
        }
    }

    private struct File {
        var descriptor: Int32
        var path: String
        var number: UInt64
        var size: Int64

        var lastByte: UInt8? {
            var byte: UInt8 = 0
            return pread(descriptor, &byte, 1, off_t(size - 1)) == 1 ? byte : nil
        }
    }

    private func open(_ plugin: String) throws(LogDiskError) -> File {
        let path = path(of: plugin)
        // A name that leads elsewhere, or to a pipe that nobody reads, is refused at once.
        let flags = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
        var descriptor = openFile(path, flags)
        if descriptor < 0, errno == ENOENT, mkdir(folder, 0o700) == 0 { descriptor = openFile(path, flags) }
        guard descriptor >= 0 else { throw LogDiskError("open", path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw LogDiskError("open", path, EINVAL)
        }
        if status.st_mode & 0o777 != 0o600 { fchmod(descriptor, 0o600) }
        return File(
            descriptor: descriptor,
            path: path,
            number: UInt64(status.st_ino),
            size: Int64(status.st_size)
        )
    }

    private func openFile(_ path: String, _ flags: Int32) -> Int32 {
        while true {
            #if canImport(Darwin)
            let descriptor = Darwin.open(path, flags, 0o600)
            #elseif canImport(Musl)
            let descriptor = Musl.open(path, flags, 0o600)
            #else
            let descriptor = Glibc.open(path, flags, 0o600)
            #endif
            if descriptor >= 0 || errno != EINTR { return descriptor }
        }
    }

    private mutating func isOld(_ file: File, of plugin: String, at now: Int64) -> Bool {
        if begun[plugin]?.file != file.number {
            var line = [UInt8](repeating: 0, count: limits.lineBytes)
            let count = pread(file.descriptor, &line, line.count, 0)
            let first = LogLine.record(line[..<max(count, 0)].prefix { $0 != UInt8(ascii: "\n") })
            begun[plugin] = (file.number, first?.time ?? now)
        }
        return now - (begun[plugin]?.time ?? now) > limits.age.milliseconds / Int64(max(limits.files, 1))
    }

    /// Moves each file one place on; the last one goes.
    private func rotate(_ plugin: String) throws(LogDiskError) {
        for index in (0..<max(limits.files, 1)).reversed() {
            let path = path(of: plugin, index)
            let isLast = index == max(limits.files, 1) - 1
            let result = isLast ? unlink(path) : rename(path, self.path(of: plugin, index + 1))
            if result != 0, errno != ENOENT { throw LogDiskError(isLast ? "unlink" : "rename", path) }
        }
    }

    private func write(_ bytes: [UInt8], to file: File) throws(LogDiskError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                #if canImport(Darwin)
                Darwin.write(file.descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                #elseif canImport(Musl)
                Musl.write(file.descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                #else
                Glibc.write(file.descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                #endif
            }
            if count > 0 {
                written += count
            } else if count == 0 || errno != EINTR {
                let error = LogDiskError("write", file.path, count == 0 ? ENOSPC : errno)
                // They are tried again as a whole.
                _ = ftruncate(file.descriptor, off_t(file.size))
                throw error
            }
        }
    }
}

extension stat {
    /// When the content was last changed, in seconds since 1970.
    var modified: Int {
        #if canImport(Darwin)
        st_mtimespec.tv_sec
        #else
        st_mtim.tv_sec
        #endif
    }
}
