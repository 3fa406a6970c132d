import PluginStore
import TestSupport
import Testing

@Suite struct ConnectionsTests {
    @Test func remembersConnectionsAcrossAnOpening() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.setConnections([.init(id: "b", json: "2"), .init(id: "a", json: "1")], of: "hello")
        try await store.setConnections([.init(id: "b", json: "3")], of: "hello")
        try await store.setConnections([.init(id: "c", json: "4")], of: "other")
        try store.close()
        let again = try await EngineStore.intact(folder)
        #expect(try await again.connections(of: "hello") == [.init(id: "a", json: "1"), .init(id: "b", json: "3")])
    }

    @Test func replacesAndDeletes() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.setConnections([.init(id: "a", json: "1"), .init(id: "b", json: "2")], of: "hello")
        try await store.setConnections([.init(id: "x", json: "0")], of: "other")
        try await store.replaceConnections([.init(id: "b", json: "3"), .init(id: "c", json: "4")], of: "hello")
        #expect(try await store.connections(of: "hello").map(\.id) == ["b", "c"])
        try await store.deleteConnections(["b", "none"], of: "hello")
        #expect(try await store.connections(of: "hello").map(\.id) == ["c"])
        #expect(try await store.connections(of: "other").map(\.id) == ["x"])
    }

    @Test func replacesAllOrNone() async throws {
        var limits = StoreLimits()
        limits.maxConnections = 2
        limits.maxConnectionsBytes = 10
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder, limits: limits)
        try await store.setConnections([.init(id: "a", json: "1"), .init(id: "b", json: "2")], of: "hello")
        let over: [[StoredConnection]] = [
            [.init(id: "x", json: "123456"), .init(id: "y", json: "123456")],
            ["x", "y", "z"].map { .init(id: $0, json: "1") },
        ]
        for connections in over {
            let refused = try await code { try await store.replaceConnections(connections, of: "hello") }
            #expect(refused == .limitExceeded)
        }
        #expect(try await code { try await store.setConnections([.init(id: "c", json: "1")], of: "hello") } != nil)
        #expect(try await store.connections(of: "hello").map(\.id) == ["a", "b"])
    }
}
