import PluginProtocol
import Testing

@testable import PluginTransport

/// What lies between a socket and HTTP/2, in every combination.
@Suite(.timeLimit(.minutes(5))) struct LayerStackTests {
    enum Combination: CaseIterable, Sendable {
        case nothing
        case tls
        case yamux
        case tlsOnYamux

        var hasTLS: Bool { self == .tls || self == .tlsOnYamux }
        var hasYamux: Bool { self == .yamux || self == .tlsOnYamux }
    }

    /// The plugin's side, put together of the same parts.
    private struct Plugin {
        let tls: TLSLayer?
        var yamux: YamuxSession?
        var stream: UInt32?
        var wire: [UInt8] = []
        var plain: [UInt8] = []
        var isEnded = false
        /// Whether what has come is given back, so that more may come.
        var reads = true

        mutating func receive(_ bytes: [UInt8]) throws {
            guard yamux != nil else { return try receivePlain(bytes) }
            for event in try bytes.withUnsafeBytes({ try yamux?.receive($0) }) ?? [] {
                switch event {
                case .opened(let opened):
                    yamux?.accept(opened)
                    stream = opened
                case .data(let from, let data):
                    if reads { yamux?.consume(data.count, of: from) }
                    try receivePlain(data)
                case .finished, .reset, .goAway: isEnded = true
                case .acknowledged, .writable: break
                }
            }
            wire += yamux?.takeOutput() ?? []
        }

        private mutating func receivePlain(_ bytes: [UInt8]) throws {
            guard let tls else {
                plain += bytes
                return
            }
            var answer: [UInt8] = []
            try bytes.withUnsafeBytes { try tls.receive($0, plain: &plain, wire: &answer) }
            sendBelow(answer)
        }

        mutating func send(_ bytes: [UInt8]) throws {
            guard let tls else { return sendBelow(bytes) }
            var encrypted: [UInt8] = []
            try tls.send(bytes, wire: &encrypted)
            sendBelow(encrypted)
        }

        mutating func sendBelow(_ bytes: [UInt8]) {
            guard let stream, yamux != nil else {
                wire += bytes
                return
            }
            _ = yamux?.send(bytes, on: stream)
            wire += yamux?.takeOutput() ?? []
        }

        mutating func finish() {
            guard let stream, yamux != nil else { return }
            yamux?.finish(stream)
            wire += yamux?.takeOutput() ?? []
        }
    }

    private struct Ends {
        var host: LayerStack
        var plugin: Plugin
        var wire: [UInt8] = []
        var plain: [UInt8] = []

        init(_ combination: Combination) throws {
            let (host, plugin) = (try TransportIdentity.generate(), try TransportIdentity.generate())
            let server = try PinnedTLS(identity: plugin, peerCertificateDER: host.certificateDER)
            let client = try PinnedTLS(identity: host, peerCertificateDER: plugin.certificateDER)
            self.host = LayerStack(
                yamux: combination.hasYamux ? try YamuxLayer() : nil,
                tls: combination.hasTLS ? try TLSLayer(client, role: .client) : nil
            )
            self.plugin = Plugin(
                tls: combination.hasTLS ? try TLSLayer(server, role: .server) : nil,
                yamux: combination.hasYamux ? YamuxSession(role: .server) : nil
            )
            var first: [UInt8] = []
            try self.plugin.tls?.start(wire: &first)
            try self.host.start(wire: &wire)
        }

        mutating func exchange(cut: Int = .max) throws {
            while !wire.isEmpty || !plugin.wire.isEmpty {
                let forPlugin = wire
                wire = []
                for piece in Self.pieces(of: forPlugin, cut) { try plugin.receive(piece) }
                let forHost = plugin.wire
                plugin.wire = []
                for piece in Self.pieces(of: forHost, cut) {
                    try piece.withUnsafeBytes { try host.receive($0, plain: &plain, wire: &wire) }
                }
            }
        }

        private static func pieces(of bytes: [UInt8], _ cut: Int) -> [[UInt8]] {
            let length = min(cut, max(bytes.count, 1))
            return stride(from: 0, to: bytes.count, by: length).map {
                Array(bytes[$0..<min($0 + length, bytes.count)])
            }
        }
    }

    @Test(arguments: Combination.allCases, [1, 7, 4096, Int.max])
    func bothWays(combination: Combination, cut: Int) throws {
        var ends = try Ends(combination)
        #expect(ends.host.isTransparent == (combination == .nothing))
        #expect(ends.host.isEstablished == !combination.hasTLS)
        try ends.exchange(cut: cut)
        #expect(ends.host.isEstablished)
        #expect((ends.host.tlsVersion != nil) == combination.hasTLS)
        let (request, answer) = (patternBytes(30_000), patternBytes(20_000))
        try ends.host.send(request, wire: &ends.wire)
        try ends.exchange(cut: cut)
        #expect(ends.plugin.plain == request)
        try ends.plugin.send(answer)
        try ends.exchange(cut: cut)
        #expect(ends.plain == answer)
        #expect(!ends.host.isEnded)
    }

    @Test(arguments: [Combination.yamux, .tlsOnYamux])
    func fullWindowHoldsTheSenderBack(combination: Combination) throws {
        var ends = try Ends(combination)
        try ends.exchange()
        ends.plugin.reads = false
        let bytes = patternBytes(1 << 20)
        try ends.host.send(bytes, wire: &ends.wire)
        try ends.exchange()
        #expect(ends.host.isFull)
        #expect(ends.plugin.plain.count < bytes.count)
        // The plugin reads on.
        ends.plugin.reads = true
        if let stream = ends.plugin.stream {
            ends.plugin.yamux?.consume(256 * 1024, of: stream)
            ends.plugin.wire += ends.plugin.yamux?.takeOutput() ?? []
        }
        try ends.exchange()
        #expect(!ends.host.isFull)
        #expect(ends.plugin.plain == bytes)
    }

    @Test(arguments: [Combination.yamux, .tlsOnYamux])
    func endOfTheStreamIsTheEnd(combination: Combination) throws {
        var ends = try Ends(combination)
        try ends.exchange()
        ends.plugin.finish()
        try ends.exchange(cut: 3)
        #expect(ends.host.isEnded)
        // What is still said then is harmless.
        try ends.host.send([1, 2, 3], wire: &ends.wire)
        ends.host.finish(wire: &ends.wire)
    }

    @Test(arguments: Combination.allCases)
    func goodbye(combination: Combination) throws {
        var ends = try Ends(combination)
        try ends.exchange()
        ends.host.finish(wire: &ends.wire)
        #expect(ends.wire.isEmpty == (combination == .nothing))
        try ends.exchange(cut: 1)
        if combination.hasYamux { #expect(ends.plugin.isEnded) }
        if combination.hasTLS { #expect(ends.plugin.tls?.isEnded == true) }
    }

    @Test func streamsThatThePluginOpensAreReset() throws {
        var ends = try Ends(.yamux)
        try ends.exchange()
        let other = try #require(try ends.plugin.yamux?.open())
        _ = ends.plugin.yamux?.send([9, 9, 9], on: other)
        ends.plugin.wire += ends.plugin.yamux?.takeOutput() ?? []
        try ends.exchange()
        #expect(ends.plain.isEmpty)
        #expect(!ends.host.isEnded || ends.plugin.isEnded)
    }

    @Test(arguments: [Combination.tls, .yamux, .tlsOnYamux])
    func garbageIsAnError(combination: Combination) throws {
        for garbage in TLSLayerTests.garbage {
            var ends = try Ends(combination)
            #expect(throws: (any Error).self) {
                try garbage.withUnsafeBytes { try ends.host.receive($0, plain: &ends.plain, wire: &ends.wire) }
                // A header that asks for more than has come is no error yet.
                let more = [UInt8](repeating: 0x55, count: 1 << 20)
                try more.withUnsafeBytes { try ends.host.receive($0, plain: &ends.plain, wire: &ends.wire) }
            }
            #expect(ends.plain.isEmpty)
        }
    }
}
