import Testing

@testable import PluginTransport

/// Both sides of TLS in memory: bytes in, bytes out.
@Suite(.timeLimit(.minutes(5))) struct TLSLayerTests {
    static let cuts = [1, 2, 3, 7, 100, 1460, 16_384, Int.max]

    /// Two layers, and what each has to say to the other.
    private struct Ends {
        let client: TLSLayer
        let server: TLSLayer
        var toServer: [UInt8] = []
        var toClient: [UInt8] = []
        /// What each has understood.
        var atServer: [UInt8] = []
        var atClient: [UInt8] = []

        init(
            clientKnows peer: TransportIdentity? = nil,
            serverKnows stranger: TransportIdentity? = nil
        ) throws {
            let (host, plugin) = (try TransportIdentity.generate(), try TransportIdentity.generate())
            client = try TLSLayer(
                PinnedTLS(identity: host, peerCertificateDER: (peer ?? plugin).certificateDER),
                role: .client
            )
            server = try TLSLayer(
                PinnedTLS(identity: plugin, peerCertificateDER: (stranger ?? host).certificateDER),
                role: .server
            )
            try client.start(wire: &toServer)
            try server.start(wire: &toClient)
        }

        /// Carries bytes over in pieces until nobody has anything to say.
        mutating func exchange(cut: Int = .max) throws {
            while !toServer.isEmpty || !toClient.isEmpty {
                let forServer = toServer
                toServer = []
                try deliver(forServer, cut) { try server.receive($0, plain: &atServer, wire: &toClient) }
                let forClient = toClient
                toClient = []
                try deliver(forClient, cut) { try client.receive($0, plain: &atClient, wire: &toServer) }
            }
        }

        private func deliver(_ bytes: [UInt8], _ cut: Int, to take: (UnsafeRawBufferPointer) throws -> Void) rethrows {
            try bytes.withUnsafeBytes { bytes in
                var start = 0
                while start < bytes.count {
                    let end = start + min(cut, bytes.count - start)
                    try take(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                    start = end
                }
            }
        }
    }

    private func receive(_ bytes: [UInt8], _ layer: TLSLayer, wire: inout [UInt8]) throws -> [UInt8] {
        var plain: [UInt8] = []
        try bytes.withUnsafeBytes { try layer.receive($0, plain: &plain, wire: &wire) }
        return plain
    }

    @Test(arguments: cuts)
    func anyCutOfTheBytes(cut: Int) throws {
        var ends = try Ends()
        #expect(!ends.client.isEstablished && !ends.server.isEstablished)
        #expect(ends.client.version == nil)
        try ends.exchange(cut: cut)
        #expect(ends.client.isEstablished && ends.server.isEstablished)
        #expect(ends.client.version == "TLS 1.3" && ends.server.version == "TLS 1.3")
        let (request, answer) = (patternBytes(40_000), patternBytes(17_000))
        try ends.client.send(request, wire: &ends.toServer)
        try ends.server.send(answer, wire: &ends.toClient)
        try ends.exchange(cut: cut)
        #expect(ends.atServer == request)
        #expect(ends.atClient == answer)
        #expect(!ends.client.isEnded && !ends.server.isEnded)
    }

    @Test func oneMegabyteEachWayInManyPieces() throws {
        var ends = try Ends()
        try ends.exchange()
        let bytes = patternBytes(1 << 20)
        var start = 0
        for length in [0, 1, 16_383, 16_384, 16_385, 100_000] {
            try ends.client.send(Array(bytes[start..<start + length]), wire: &ends.toServer)
            start += length
        }
        try ends.client.send(Array(bytes[start...]), wire: &ends.toServer)
        try ends.server.send(bytes, wire: &ends.toClient)
        try ends.exchange(cut: 1460)
        #expect(ends.atServer == bytes)
        #expect(ends.atClient == bytes)
    }

    @Test(arguments: [true, false])
    func goodbyeEndsTheOtherSide(fromClient: Bool) throws {
        var ends = try Ends()
        try ends.exchange()
        if fromClient { ends.client.finish(wire: &ends.toServer) } else { ends.server.finish(wire: &ends.toClient) }
        #expect(!(fromClient ? ends.toServer : ends.toClient).isEmpty)
        try ends.exchange(cut: 5)
        #expect(fromClient ? ends.server.isEnded : ends.client.isEnded)
        // Whatever comes or is said after it does no harm.
        var wire: [UInt8] = []
        _ = try? receive([1, 2, 3], fromClient ? ends.server : ends.client, wire: &wire)
        try? (fromClient ? ends.server : ends.client).send([1], wire: &wire)
        (fromClient ? ends.server : ends.client).finish(wire: &wire)
        ends.client.finish(wire: &wire)
        ends.server.finish(wire: &wire)
    }

    @Test func serverWithAnotherCertificateIsRefused() throws {
        var ends = try Ends(clientKnows: .generate())
        #expect(throws: (any Error).self) { try ends.exchange() }
        #expect(!ends.client.isEstablished)
        #expect(!ends.server.isEstablished)
        // The alert says why.
        #expect(!ends.toServer.isEmpty)
    }

    @Test func clientWithAnotherCertificateIsRefused() throws {
        var ends = try Ends(serverKnows: .generate())
        #expect(throws: (any Error).self) { try ends.exchange() }
        #expect(!ends.server.isEstablished)
        #expect(ends.atServer.isEmpty)
    }

    static let garbage: [[UInt8]] = [
        Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8),
        Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8),
        [UInt8](repeating: 0, count: 1000),
        [UInt8](repeating: 0xff, count: 70_000),
        [0x16, 3, 1, 0xff, 0xff] + [UInt8](repeating: 1, count: 0xffff),
        [0x15, 3, 3, 0, 2, 2, 40],
        patternBytes(5000),
    ]

    @Test(arguments: garbage)
    func garbageIsAnErrorOnBothSides(garbage: [UInt8]) throws {
        let ends = try Ends()
        for layer in [ends.client, ends.server] {
            var wire: [UInt8] = []
            #expect(throws: (any Error).self) { try receive(garbage, layer, wire: &wire) }
            #expect(!layer.isEstablished)
            // And stays one.
            #expect(throws: (any Error).self) { try receive([1], layer, wire: &wire) }
        }
    }

    @Test func garbageInAnEstablishedConnectionIsAnError() throws {
        var ends = try Ends()
        try ends.exchange()
        try ends.client.send(patternBytes(1000), wire: &ends.toServer)
        ends.toServer[ends.toServer.count / 2] ^= 1
        #expect(throws: (any Error).self) { try ends.exchange() }
        #expect(ends.atServer.isEmpty)
    }

    @Test func truncatedHandshakeIsNoConnection() throws {
        for kept in [1, 5, 50, 200] {
            let ends = try Ends()
            var wire: [UInt8] = []
            _ = try receive(Array(ends.toServer.prefix(kept)), ends.server, wire: &wire)
            #expect(!ends.server.isEstablished)
            #expect(wire.isEmpty)
            ends.server.finish(wire: &wire)
            ends.client.finish(wire: &wire)
        }
    }

    @Test func nothingIsLeftOfALayerThatIsLetGo() throws {
        for stage in 0..<5 {
            weak var client: MemoryChannel?
            weak var server: MemoryChannel?
            do {
                var ends = try Ends(clientKnows: stage == 3 ? .generate() : nil)
                (client, server) = (ends.client.channel, ends.server.channel)
                if stage > 0 { try? ends.exchange() }
                if stage == 2 {
                    ends.client.finish(wire: &ends.toServer)
                    try ends.exchange()
                }
                if stage == 4 {
                    var wire: [UInt8] = []
                    _ = try? receive(Self.garbage[0], ends.server, wire: &wire)
                }
            }
            #expect(client == nil, "stage \(stage)")
            #expect(server == nil, "stage \(stage)")
        }
    }
}
