import GRPCCore
import PluginContracts
import PluginProtocol
import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Further connections between host and plugin, either way.
@Suite(.timeLimit(.minutes(5))) struct PluginBrokerTests {
    /// Which side serves.
    enum Direction: CaseIterable, Sendable {
        case hostServes
        case pluginServes

        func sides(_ rig: BrokerRig) -> (server: PluginBroker, client: PluginBroker) {
            self == .hostServes ? (rig.host, rig.plugin) : (rig.plugin, rig.host)
        }
    }

    private static let whoami = MethodDescriptor(fullyQualifiedService: "test.Broker", method: "Number")
    private static let number = UnaryMethod<[UInt8], [UInt8]>(
        whoami,
        serializer: RawBytes(),
        deserializer: RawBytes()
    )

    /// A method that answers with a number of its server's, behind the request.
    private static func methods(_ id: UInt32) -> [ServerMethod] {
        [
            .unary(whoami, serializer: RawBytes(), deserializer: RawBytes()) { (request: [UInt8], _) in
                request + id.bigEndianBytes
            }
        ]
    }

    private static func check(_ client: PluginBroker, _ id: UInt32, _ request: [UInt8] = [1, 2, 3]) async throws {
        let answer = try await client.connect(to: id).call(number, request).message
        let isRight = answer == request + id.bigEndianBytes
        #expect(isRight, "\(id)")
    }

    @Test(.conforms(to: 58, 89, 91), arguments: BrokerSetup.allCases, Direction.allCases)
    func callsGoThrough(setup: BrokerSetup, direction: Direction) async throws {
        try await withBroker(setup) { rig in
            let (server, client) = direction.sides(rig)
            for length in [0, 10, 100_000, 3 << 20] {
                // A number is good for one connection over sockets.
                let id = server.nextID()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await server.serve([], methods: Self.methods(id), as: id) }
                    try await Self.check(client, id, patternBytes(length))
                    group.cancelAll()
                }
            }
            try await rig.check()
        }
    }

    @Test(.conforms(to: 89), arguments: BrokerSetup.allCases, Direction.allCases)
    func generatedStubs(setup: BrokerSetup, direction: Direction) async throws {
        try await withBroker(setup) { rig in
            let (server, client) = direction.sides(rig)
            let service = GeneralTestService(behavior: TestBehavior(witness: Witness()))
            let answer = try await server.withServices([service]) { id in
                try await client.withClient(to: id) { client in
                    try await client.unary(
                        request: ClientRequest(message: [7, 8, 9]),
                        descriptor: Served.general.descriptor(.echo),
                        serializer: RawBytes(),
                        deserializer: RawBytes(),
                        options: .defaults
                    ) { (response: ClientResponse<[UInt8]>) in try response.message }
                }
            }
            #expect(answer == [7, 8, 9])
            try await rig.check()
        }
    }

    /// Knock, acknowledgement and stream of one must not get between those of another.
    @Test(.conforms(to: 96), arguments: BrokerSetup.allCases, Direction.allCases)
    func hundredAtOnceEachReachTheirOwn(setup: BrokerSetup, direction: Direction) async throws {
        try await withBroker(setup) { rig in
            let (server, client) = direction.sides(rig)
            try await withThrowingTaskGroup(of: Void.self) { servers in
                let ids = (0..<100).map { _ in server.nextID() }
                for id in ids { servers.addTask { try await server.serve([], methods: Self.methods(id), as: id) } }
                try await withThrowingTaskGroup(of: Void.self) { clients in
                    for id in ids.shuffled() { clients.addTask { try await Self.check(client, id) } }
                    try await clients.waitForAll()
                }
                servers.cancelAll()
            }
            try await rig.check()
        }
    }

    @Test(arguments: BrokerSetup.allCases)
    func bothWaysAtOnce(setup: BrokerSetup) async throws {
        try await withBroker(setup) { rig in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for direction in Direction.allCases {
                    let (server, client) = direction.sides(rig)
                    for _ in 0..<20 {
                        group.addTask {
                            let id = server.nextID()
                            try await server.withServices([], methods: Self.methods(id &+ 0)) { served in
                                let answer = try await client.connect(to: served).call(Self.number, [5]).message
                                #expect(answer == [5] + id.bigEndianBytes)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(.conforms(to: 90), arguments: BrokerSetup.allCases, Direction.allCases)
    func dialFirst(setup: BrokerSetup, direction: Direction) async throws {
        try await withBroker(setup) { rig in
            let (server, client) = direction.sides(rig)
            let id = server.nextID()
            try await withThrowingTaskGroup(of: Void.self) { group in
                let dialed = Task { try await Self.check(client, id) }
                group.addTask {
                    // Long enough for the dial to have begun; it works in either case.
                    for _ in 0..<100 { await Task.yield() }
                    try await server.serve([], methods: Self.methods(id), as: id)
                }
                try await dialed.value
                group.cancelAll()
            }
        }
    }

    @Test(.conforms(to: 90, 97, 98), arguments: BrokerSetup.allCases, Direction.allCases)
    func nobodyServes(setup: BrokerSetup, direction: Direction) async throws {
        try await withBroker(setup) { rig in
            let (server, client) = direction.sides(rig)
            let error = await #expect(throws: TransportError.self) { _ = try await client.connect(to: 999) }
            if setup.isMultiplexed {
                #expect(error?.message.contains("no listener for id 999") == true, "\(String(describing: error))")
            } else {
                #expect(error?.message.hasPrefix("timeout waiting for connection info") == true)
                #expect(error?.code == .deadlineExceeded)
            }
            // Nothing else has suffered.
            try await rig.check()
            let id = server.nextID()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.serve([], methods: Self.methods(id), as: id) }
                try await Self.check(client, id)
                group.cancelAll()
            }
        }
    }

    /// With multiplexing each connection knocks anew; over sockets a number is good for one.
    @Test(.conforms(to: 99), arguments: TestSecurity.onSockets, Direction.allCases)
    func connectionsToOneNumber(security: TestSecurity, direction: Direction) async throws {
        try await withBroker(BrokerSetup(isMultiplexed: true, security: security)) { rig in
            let (server, client) = direction.sides(rig)
            let id = server.nextID()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.serve([], methods: Self.methods(id), as: id) }
                for _ in 0..<10 { try await Self.check(client, id) }
                group.cancelAll()
            }
        }
    }

    @Test(.conforms(to: 96), arguments: BrokerSetup.allCases)
    func dialThatIsCancelledLeavesNothingBehind(setup: BrokerSetup) async throws {
        try await withBroker(setup) { rig in
            for _ in 0..<10 {
                let dial = Task { try await rig.plugin.connect(to: 77) }
                await Task.yield()
                dial.cancel()
                await #expect(throws: CancellationError.self) { _ = try await dial.value }
            }
            // The next ones are not taken for those.
            for _ in 0..<5 {
                let id = rig.host.nextID()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await rig.host.serve([], methods: Self.methods(id), as: id) }
                    try await Self.check(rig.plugin, id)
                    group.cancelAll()
                }
            }
            try await rig.check()
        }
    }

    @Test(arguments: BrokerSetup.allCases)
    func aNumberIsServedOnce(setup: BrokerSetup) async throws {
        try await withBroker(setup) { rig in
            try await rig.host.withServices([]) { id in
                let error = await #expect(throws: TransportError.self) { try await rig.host.serve([], as: id) }
                #expect(error?.code == .listenFailed)
            }
        }
    }

    @Test(.conforms(to: 93)) func socketsAreWhereTheyBelongAndGoAway() async throws {
        try await withBroker(BrokerSetup()) { rig in
            func sockets() throws -> Set<String> {
                Set(try FileManager.default.contentsOfDirectory(atPath: rig.folder))
            }
            let before = try sockets()
            try await rig.host.withServices([]) { _ in
                let socket = try #require(try sockets().subtracting(before).first)
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(rig.folder)/\(socket)")
                #expect(attributes[.posixPermissions] as? Int == 0o600)
            }
            #expect(try sockets() == before)
        }
    }

    @Test(arguments: BrokerSetup.allCases)
    func endOfTheOtherSideEndsWhatIsServed(setup: BrokerSetup) async throws {
        let tasks = Mutex<[Task<Void, any Error>]>([])
        try await withBroker(setup) { rig in
            let id = rig.host.nextID()
            let serving = Task { try await rig.host.serve([], methods: Self.methods(id), as: id) }
            tasks.withLock { $0.append(serving) }
            try await Self.check(rig.plugin, id)
        }
        for task in tasks.withLock({ $0 }) { try await task.value }
    }

    @Test func endOfTheOtherSideEndsDials() async throws {
        let link = try BrokerLink(
            .sockets(BrokerSockets(endpoint: .unix(directory: "/tmp", group: nil))),
            BrokerConnections(security: .plaintext, serving: .plugin, peerName: "the plugin")
        )
        let dial = Task { _ = try await link.connect(to: 1) }
        await link.run {
            nil
        } send: { _ in
        }
        await #expect(throws: TransportError.self) { try await dial.value }
    }

    @Test(.conforms(to: 94), arguments: TestSecurity.onSockets, Direction.allCases)
    func portsInPlaceOfSockets(security: TestSecurity, direction: Direction) async throws {
        try await withBroker(BrokerSetup(security: security, isTCP: true)) { rig in
            let (server, client) = direction.sides(rig)
            let id = server.nextID()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.serve([], methods: Self.methods(id), as: id) }
                try await Self.check(client, id)
                group.cancelAll()
            }
        }
    }

    @Test func withoutAnyPeer() async {
        let error = await #expect(throws: TransportError.self) { _ = try await PluginBroker().connect(to: 1) }
        #expect(error?.code == .deadlineExceeded)
    }

    // MARK: What a peer may announce

    @Test(
        .conforms(to: 94),
        arguments: [
            ("pipe", "/run/p", "unknown address type"), ("", "", "unknown address type"),
            ("unix", "", "missing address"), ("unix", String(repeating: "x", count: 200), "200"),
            ("tcp", "127.0.0.1:99999", "invalid port"), ("tcp", "192.0.2.1:80", "not a loopback address"),
            ("unix", "/no/such/socket", "No such file"),
        ]
    )
    func announcementThatCannotBeUsed(network: String, address: String, reason: String) async throws {
        let link = try BrokerLink(
            .sockets(BrokerSockets(endpoint: .unix(directory: "/tmp", group: nil))),
            BrokerConnections(security: .plaintext, serving: .plugin, peerName: "the plugin")
        )
        let messages = Mutex<[BrokerMessage]>([.announcement(id: 1, network: network, address: address)])
        let never = OneShot<Void>()
        let running = Task {
            await link.run {
                if let next = messages.withLock({ $0.popLast() }) { return next }
                try await never.value()
                return nil
            } send: { _ in
            }
        }
        let error = await #expect(throws: TransportError.self) { _ = try await link.connect(to: 1) }
        #expect("\(try #require(error))".contains(reason))
        running.cancel()
        await running.value
    }
}
