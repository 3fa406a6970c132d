#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads and writes files as bytes, with `-` for the standard streams.
enum FileBytes {
    static func read(_ path: String) throws -> [UInt8] {
        if path == "-" { return try readAll(STDIN_FILENO, of: "standard input") }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        defer { close(descriptor) }
        return try readAll(descriptor, of: path)
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        if path == "-" {
            Terminal.standardOutput.write(bytes)
            return
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw unwritable(path, errno) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw unwritable(path, errno) }
            rest = rest.dropFirst(count)
        }
    }

    private static func readAll(_ descriptor: Int32, of name: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = systemRead(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(name, errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    private static func unreadable(_ name: String, _ number: Int32) -> CommandFailure {
        CommandFailure(
            code: "unreadable",
            message: "cannot read the request from \(name): \(String(cString: strerror(number)))",
            exit: .badData
        )
    }

    private static func unwritable(_ path: String, _ number: Int32) -> CommandFailure {
        CommandFailure(
            code: "unwritable",
            message: "cannot write the response to \(path): \(String(cString: strerror(number)))",
            exit: .badData
        )
    }
}

/// `read(2)`; inside ``FileBytes`` the name means its own method.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}

/// `write(2)`, for the same reason.
private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, buffer, count)
}
