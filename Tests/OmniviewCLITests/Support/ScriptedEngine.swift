import Foundation
import Synchronization
import TestSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Something that listens at an engine's socket and answers each connection with bytes that are given, whatever it is
/// asked: for what a true server does not do.
final class ScriptedEngine: Sendable {
    let folder: TemporaryFolder
    private let listener: Int32
    private let requests = Mutex<[String]>([])

    var state: String { folder.path }

    /// The heads of the requests so far.
    var heads: [String] { requests.withLock { $0 } }

    init() throws {
        folder = try TemporaryFolder()
        let path = "\(folder.path)/run/engine.sock"
        try FileManager.default.createDirectory(atPath: "\(folder.path)/run", withIntermediateDirectories: true)
        #if canImport(Glibc)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
        listener = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard listener >= 0, bound == 0, listen(listener, 8) == 0 else { throw POSIXFailure(number: errno) }
    }

    deinit {
        close(listener)
    }

    struct POSIXFailure: Error {
        var number: Int32
    }

    /// Answers as many connections as there are answers, one after the other, on a thread of its own.
    func answer(_ answers: [String]) {
        Thread.detachNewThread { [self] in
            for answer in answers {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                var head: [UInt8] = []
                var byte: UInt8 = 0
                while !head.suffix(4).elementsEqual([13, 10, 13, 10]), read(connection, &byte, 1) == 1 {
                    head.append(byte)
                }
                requests.withLock { $0.append(String(decoding: head, as: UTF8.self)) }
                let bytes = Array(answer.utf8)
                _ = write(connection, bytes, bytes.count)
                close(connection)
            }
        }
    }

    /// A stream that is cut off behind these frames: its last chunk never comes.
    static func stream(_ frames: String) -> String {
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
            + "\(String(frames.utf8.count, radix: 16))\r\n\(frames)\r\n"
    }

    /// A whole answer.
    static func reply(_ body: String, status: String = "200 OK", type: String = "application/json") -> String {
        "HTTP/1.1 \(status)\r\ncontent-type: \(type)\r\ncontent-length: \(body.utf8.count)\r\n"
            + "connection: close\r\n\r\n\(body)"
    }
}
