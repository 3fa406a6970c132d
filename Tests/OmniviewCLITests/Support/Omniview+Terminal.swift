import Foundation
import Subprocess
import Synchronization
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension Omniview {
    /// Runs it on a terminal, which shows both of its streams, and acts once the terminal has shown a text.
    ///
    /// - Parameter act: gets what sends signals to the command.
    static func runOnTerminal(
        _ words: [String],
        columns: UInt16,
        rows: UInt16 = 24,
        environment: [Environment.Key: String?] = [:],
        until text: String? = nil,
        then act: @escaping @Sendable (_ send: (Signal) throws -> Void) throws -> Void = { _ in }
    ) async throws -> Run {
        let temporary = try TemporaryFolder()
        let (main, other) = try openTerminal()
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        try #require(ioctl(other, UInt(TIOCSWINSZ), &size) == 0)
        let terminal = FileDescriptor(rawValue: other)
        let shown = Shown(text: text)
        let result = try await Subprocess.run(
            configuration(words, temporary, environment),
            input: .none,
            output: .fileDescriptor(terminal, closeAfterSpawningProcess: true),
            error: .fileDescriptor(terminal.duplicate(), closeAfterSpawningProcess: true)
        ) { execution in
            // The reading ends when the command has, and with it the terminal's other side.
            try await shown.read(main) { try act { try execution.send(signal: $0) } }
        }
        close(main)
        return Run(status: result.terminationStatus, output: shown.bytes, error: "")
    }

    /// Both sides of a new terminal: what shows it, and what a program writes to.
    private static func openTerminal() throws -> (main: Int32, other: Int32) {
        #if os(Linux)
        // Glibc has no posix_openpt for Swift; the calls below are what it is made of.
        let main = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (isLocked, number): (Int32, UInt32) = (0, 0)
        try #require(ioctl(main, 0x4004_5431, &isLocked) == 0 && ioctl(main, 0x8004_5430, &number) == 0)
        let name = "/dev/pts/\(number)"
        #else
        let main = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(main >= 0 && grantpt(main) == 0 && unlockpt(main) == 0)
        let name = try #require(ptsname(main).map { String(cString: $0) })
        #endif
        let other = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(other >= 0)
        return (main, other)
    }
}

/// What a terminal has shown.
private final class Shown: Sendable {
    private let text: String?
    private let state = Mutex<(bytes: [UInt8], isAwaited: Bool)>(([], true))

    init(text: String?) {
        self.text = text
    }

    var bytes: [UInt8] { state.withLock { $0.bytes } }

    func read(_ descriptor: Int32, _ act: () throws -> Void) async throws {
        for await piece in Self.pieces(of: descriptor) {
            let isDue = state.withLock { state in
                state.bytes += piece
                guard let text, state.isAwaited else { return false }
                guard String(decoding: state.bytes, as: UTF8.self).contains(text) else { return false }
                state.isAwaited = false
                return true
            }
            if isDue { try act() }
        }
    }

    /// What can be read, to its end. On a thread of its own: a thread of the tasks' that waits is one that tasks miss.
    private static func pieces(of descriptor: Int32) -> AsyncStream<[UInt8]> {
        let (pieces, continuation) = AsyncStream<[UInt8]>.makeStream()
        Thread.detachNewThread {
            var chunk = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = systemRead(descriptor, &chunk, chunk.count)
                // Linux says EIO when the other side is closed.
                guard count > 0 else { return continuation.finish() }
                continuation.yield(Array(chunk[..<count]))
            }
        }
        return pieces
    }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
