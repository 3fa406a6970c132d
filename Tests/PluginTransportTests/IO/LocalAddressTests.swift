import PluginProtocol
import TestSupport
import Testing

@testable import PluginTransport

/// Which addresses are connected to.
@Suite struct LocalAddressTests {
    private static let addresses: [(PluginAddress, String?)] = [
        (.tcp(host: "127.0.0.1", port: 80), "127.0.0.1:80"),
        (.tcp(host: "127.255.255.254", port: 65_535), "127.255.255.254:65535"),
        (.tcp(host: "localhost", port: 0), "127.0.0.1:0"),
        (.tcp(host: "::1", port: 1), "[::1]:1"),
        (.tcp(host: "[::1]", port: 1), "[::1]:1"),
        (.unix(path: "/run/plugin"), "unix /run/plugin"),
        (.unix(path: String(repeating: "p", count: PluginAddress.unixPathLimit)), nil),
    ]

    @Test(arguments: addresses)
    func taken(address: PluginAddress, text: String?) throws {
        let local = try LocalAddress(address)
        if let text { #expect("\(local)" == text) }
    }

    @Test(arguments: [
        PluginAddress.tcp(host: "128.0.0.1", port: 80),
        .tcp(host: "126.255.255.255", port: 80),
        .tcp(host: "0.0.0.0", port: 80),
        .tcp(host: "10.0.0.1", port: 80),
        .tcp(host: "127.1", port: 80),
        .tcp(host: "0177.0.0.1", port: 80),
        .tcp(host: "127.0.0.1 ", port: 80),
        .tcp(host: "127.0.0.1\0.example", port: 80),
        .tcp(host: "", port: 80),
        .tcp(host: "::", port: 80),
        .tcp(host: "::ffff:127.0.0.1", port: 80),
        .tcp(host: "fe80::1", port: 80),
        .tcp(host: "example.org", port: 80),
        .tcp(host: "localhost.example.org", port: 80),
        .tcp(host: "127.0.0.1", port: -1),
        .tcp(host: "127.0.0.1", port: 65_536),
        .tcp(host: "127.0.0.1", port: .max),
        .unix(path: String(repeating: "p", count: PluginAddress.unixPathLimit + 1)),
        .unix(path: String(repeating: "ü", count: PluginAddress.unixPathLimit / 2 + 1)),
        .unix(path: ""),
        .unix(path: "\0abstract"),
        .unix(path: "/run/a\0b"),
    ])
    func refused(address: PluginAddress) {
        let error = #expect(throws: TransportError.self) { try LocalAddress(address) }
        #expect(error?.code == .invalidAddress)
    }
}

/// A socket that never blocks.
@Suite(.timeLimit(.minutes(1))) struct StreamSocketTests {
    @Test func nobodyListens() throws {
        let folder = try TemporaryFolder()
        try folder.write("text", to: "file")
        for path in ["\(folder.path)/nothing", "\(folder.path)/file", folder.path] {
            let error = #expect(throws: TransportError.self) { try StreamSocket.connect(to: .unix(path: path)) }
            #expect(error?.code == .connectFailed)
            #expect(error?.message.contains(path) == true)
        }
    }

    @Test func fullQueueMeansToComeAgain() throws {
        let folder = try TemporaryFolder()
        let listener = try RawListener(path: "\(folder.path)/socket", backlog: 0)
        var sockets: [StreamSocket] = []
        defer { for socket in sockets { socket.close() } }
        var isFull = false
        for _ in 0..<16 {
            guard let (socket, _) = try StreamSocket.connect(to: .unix(path: listener.path)) else {
                isFull = true
                break
            }
            sockets.append(socket)
        }
        #expect(isFull)
    }

    @Test func transfers() throws {
        let (raw, other) = try RawSocket.pair()
        let socket = StreamSocket(descriptor: other.descriptor)
        try withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { buffer in
            guard case .blocked = socket.read(into: buffer) else { throw Unexpected() }
            raw.write([1, 2, 3])
            guard case .moved(3) = socket.read(into: buffer) else { throw Unexpected() }
            guard case .moved(16) = socket.write(UnsafeRawBufferPointer(buffer)) else { throw Unexpected() }
            raw.cut()
            guard case .ended = socket.read(into: buffer) else { throw Unexpected() }
            guard case .failed = socket.write(UnsafeRawBufferPointer(buffer)) else { throw Unexpected() }
        }
        #expect(socket.pendingError == 0)
    }

    @Test func fullSocketBlocks() throws {
        let (raw, other) = try RawSocket.pair()
        let socket = StreamSocket(descriptor: other.descriptor)
        let bytes = [UInt8](repeating: 0, count: 65_536)
        var sent = 0
        loop: while true {
            switch bytes.withUnsafeBytes({ socket.write($0) }) {
            case .moved(let count): sent += count
            case .blocked: break loop
            default: throw Unexpected()
            }
            try #require(sent < 1 << 30)
        }
        withExtendedLifetime(raw) {}
    }

    private struct Unexpected: Error {}
}
