import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One frame as a client sees it.
struct ReceivedFrame: Hashable, Sendable {
    var id: Int?
    var name: String?
    var data = ""
    var comment: String?
}

/// Reads Server-Sent Events from a response, one frame after the other.
struct EventReader {
    private var iterator: HTTPClientResponse.Body.AsyncIterator
    private var text: [UInt8] = []
    /// The last id, as a browser knows it.
    private(set) var lastID: Int?

    init(_ response: HTTPClientResponse) {
        iterator = response.body.makeAsyncIterator()
    }

    /// The next frame that is more than an id; nil at the end.
    @concurrent
    mutating func next() async throws -> ReceivedFrame? {
        while let block = try await nextBlock() {
            let frame = Self.frame(block)
            if frame != ReceivedFrame(id: frame.id) { return frame }
        }
        return nil
    }

    /// The next block as it was sent, without the empty line behind it; nil at the end.
    @concurrent
    mutating func nextBlock() async throws -> String? {
        while true {
            if let end = text.indices.dropLast().first(where: { text[$0] == 10 && text[$0 + 1] == 10 }) {
                let block = String(decoding: text[..<end], as: UTF8.self)
                text.removeFirst(end + 2)
                lastID = Self.frame(block).id ?? lastID
                return block
            }
            guard let buffer = try await iterator.next() else { return nil }
            text += buffer.readableBytesView
        }
    }

    private static func frame(_ block: String) -> ReceivedFrame {
        var frame = ReceivedFrame()
        for line in block.split(separator: "\n") {
            if line.hasPrefix(": ") { frame.comment = String(line.dropFirst(2)) }
            if line.hasPrefix("id: ") { frame.id = Int(line.dropFirst(4)) }
            if line.hasPrefix("event: ") { frame.name = String(line.dropFirst(7)) }
            if line.hasPrefix("data: ") { frame.data += line.dropFirst(6) }
        }
        return frame
    }
}

extension RunningServer {
    /// Opens a stream with the token.
    func open(_ path: String, headers: [(String, String)] = []) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url + path)
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        return try await client.execute(request, timeout: .seconds(60))
    }
}
