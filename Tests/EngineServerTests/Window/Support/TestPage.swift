import EngineAPI
import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

@testable import EngineServer

/// A page as the server sees it: a WebSocket client that can also do what no page does.
final class TestPage: Sendable {
    /// What the server has sent.
    enum Received: Hashable, Sendable {
        case text([String: JSONValue])
        case binary(UInt32, [UInt8])
        case ping
        case pong([UInt8])
        case close(Int, String)
    }

    /// What a request for an upgrade has in its head.
    struct Head: Sendable {
        var lines: [String]

        init(host: String, _ access: [String] = []) {
            lines =
                [
                    "GET /v1/window HTTP/1.1", "Host: \(host)", "Upgrade: websocket", "Connection: keep-alive, Upgrade",
                    "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Sec-WebSocket-Protocol: omniview.window.v1",
                ] + access
        }

        /// Without the lines of a field.
        func without(_ name: String) -> Head {
            var head = self
            head.lines.removeAll { $0.lowercased().hasPrefix(name.lowercased() + ":") }
            return head
        }

        func with(_ line: String) -> Head {
            var head = self
            head.lines.append(line)
            return head
        }

        var bytes: [UInt8] { Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) }
    }

    let channel: any Channel
    let response: UpgradeResponse
    private let frames: AsyncStream<WebSocketFrame>

    private init(_ channel: any Channel, _ response: UpgradeResponse, _ frames: AsyncStream<WebSocketFrame>) {
        self.channel = channel
        self.response = response
        self.frames = frames
    }

    /// Connects and asks for a window, with the bytes of the request in as many pieces as there are.
    static func connect(to address: SocketAddress, _ pieces: [[UInt8]]) async throws -> TestPage {
        let (frames, sink) = AsyncStream<WebSocketFrame>.makeStream()
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let response = loop.makePromise(of: UpgradeResponse.self)
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(UpgradeReader(response, sink))
                }
            }
            .connect(to: address).get()
        for piece in pieces { try await channel.writeAndFlush(ByteBuffer(bytes: piece)) }
        return TestPage(channel, try await response.futureResult.get(), frames)
    }

    // MARK: Sending

    /// A frame as it goes over the wire.
    static func frame(
        _ opcode: UInt8,
        _ payload: [UInt8],
        isLast: Bool = true,
        isMasked: Bool = true,
        reserved: UInt8 = 0
    ) -> [UInt8] {
        var bytes: [UInt8] = [(isLast ? 0x80 : 0) | reserved << 4 | opcode]
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case ..<126: bytes.append(mask | UInt8(payload.count))
        case ..<65_536: bytes += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default:
            bytes.append(mask | 127)
            bytes += (0..<8).reversed().map { UInt8(truncatingIfNeeded: payload.count >> ($0 * 8)) }
        }
        guard isMasked else { return bytes + payload }
        let key: [UInt8] = [0x37, 0xfa, 0x21, 0x3d]
        bytes += key
        // Not by index: some tests send megabytes.
        var place = 0
        bytes.reserveCapacity(bytes.count + payload.count)
        for byte in payload {
            bytes.append(byte ^ key[place & 3])
            place += 1
        }
        return bytes
    }

    /// Sends bytes as they are.
    func send(raw bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Sends a text.
    func send(text: String) async throws { try await send(raw: Self.frame(1, Array(text.utf8))) }

    /// Sends a JSON message.
    func send(_ members: [String: JSONValue]) async throws {
        try await send(raw: Self.frame(1, Array(try EngineJSON.encode(members))))
    }

    /// Sends a message of a call.
    func send(_ id: UInt32, _ payload: [UInt8]) async throws {
        let number = (0..<4).reversed().map { UInt8(truncatingIfNeeded: id >> ($0 * 8)) }
        try await send(raw: Self.frame(2, number + payload))
    }

    /// Begins a call and sends its request.
    func call(
        _ id: UInt32,
        _ session: Int,
        _ method: String,
        _ payload: [UInt8],
        deadline: Int = 60_000
    ) async throws {
        try await send([
            "op": "call", "id": .integer(Int64(id)), "session": .integer(Int64(session)), "method": .string(method),
            "deadline_ms": .integer(Int64(deadline)),
        ])
        try await send(id, payload)
    }

    // MARK: Receiving

    /// The next message that is no ping, all of which are answered; nil when the connection is closed.
    func next() async throws -> Received? {
        while let received = try await nextOfAll() {
            guard received == .ping else { return received }
            try? await send(raw: Self.frame(10, []))
        }
        return nil
    }

    /// The next message, or ping; nil when the connection is closed.
    func nextOfAll() async throws -> Received? {
        for await frame in frames {
            let payload = Array(buffer: frame.data)
            switch frame.opcode {
            case .text: return .text(try EngineJSON.decode([String: JSONValue].self, from: Data(payload)))
            case .binary:
                let id = payload.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
                return .binary(id, Array(payload.dropFirst(4)))
            case .ping: return .ping
            case .pong: return .pong(payload)
            default:
                let code = payload.prefix(2).reduce(0) { $0 << 8 | Int($1) }
                return .close(code, String(decoding: payload.dropFirst(2), as: UTF8.self))
            }
        }
        return nil
    }

    /// The next message, which must be JSON.
    func nextText() async throws -> [String: JSONValue] {
        guard case .text(let members)? = try await next() else { throw Unexpected() }
        return members
    }

    /// Sends a request and waits for what comes next, which must be its answer.
    func ask(_ members: [String: JSONValue]) async throws -> [String: JSONValue] {
        try await send(members)
        let answer = try await nextText()
        guard answer["id"] == members["id"] else { throw Unexpected() }
        return answer
    }

    /// Opens a view and gives its number.
    func open(_ id: UInt32, _ view: String = "main") async throws -> Int {
        let answer = try await ask([
            "op": "view.open", "id": .integer(Int64(id)), "plugin": "hello", "view": .string(view),
        ])
        guard case .object(let value)? = answer["value"], case .integer(let session)? = value["session"] else {
            throw Unexpected()
        }
        return Int(session)
    }

    /// The code and the reason that the server closes with; everything else that comes before is left out.
    func closing() async throws -> (code: Int, reason: String)? {
        while let received = try await next() {
            if case .close(let code, let reason) = received { return (code, reason) }
        }
        return nil
    }

    struct Unexpected: Error {}
}

extension RunningServer {
    var address: SocketAddress {
        get throws { try SocketAddress(ipAddress: "127.0.0.1", port: Int(port) ?? 0) }
    }

    /// A head that opens a window: with the token, or with what is given.
    func head(_ access: [String]? = nil, host: String? = nil) -> TestPage.Head {
        TestPage.Head(host: host ?? authority, access ?? ["Authorization: Bearer \(token)"])
    }

    /// Asks for a window.
    func page(_ head: TestPage.Head) async throws -> TestPage {
        try await TestPage.connect(to: try address, [head.bytes])
    }

    /// A page that has its window.
    func page() async throws -> TestPage {
        let page = try await page(head())
        guard page.response.status == 101 else { throw TestPage.Unexpected() }
        return page
    }

    /// The cookie, as a browser gets it.
    func cookie() async throws -> String {
        let reply = try await request(.GET, url + server.makeOpenLink().path)
        return String((reply.headers.first(name: "set-cookie") ?? "").prefix { $0 != ";" })
    }
}

/// Waits for something that other tasks bring about.
func until(_ condition: @Sendable () -> Bool) async {
    while !condition() { try? await Task.sleep(for: .milliseconds(1)) }
}
