#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
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
        if path == "-" { return try readStandardInput() }
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw CommandFailure(
                code: "unreadable",
                message: "cannot read the request from \(path): \(error.localizedText)",
                exit: .badData
            )
        }
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        if path == "-" {
            Terminal.standardOutput.write(bytes)
            return
        }
        do {
            try Data(bytes).write(to: URL(filePath: path))
        } catch {
            throw CommandFailure(
                code: "unwritable",
                message: "cannot write the response to \(path): \(error.localizedText)",
                exit: .badData
            )
        }
    }

    private static func readStandardInput() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            #if canImport(Glibc)
            let count = Glibc.read(STDIN_FILENO, &chunk, chunk.count)
            #elseif canImport(Musl)
            let count = Musl.read(STDIN_FILENO, &chunk, chunk.count)
            #else
            let count = Darwin.read(STDIN_FILENO, &chunk, chunk.count)
            #endif
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandFailure(code: "unreadable", message: "cannot read standard input", exit: .badData)
            }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }
}

extension Error {
    /// The reason without Swift's decoration, where the system gives one.
    fileprivate var localizedText: String {
        guard let error = self as? CocoaError else { return "\(self)" }
        switch error.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: return "there is no such file"
        case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
        default: return "\(error)"
        }
    }
}
