import EngineAPI
import PluginDefinition
import PluginTransport
import SwiftProtobuf
import Synchronization
import TestSupport
import Testing

@testable import PluginEngine

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the window gets of plugins: contributions, views, and what these may reach.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct EngineViewsTests {
    private static let ui = """
        ui:
          views:
            - { id: main, title: Main, icon: LuBox }
            - { id: other, title: Other, entry: other.js }
          contributions:
            - { point: page, id: b, title: B, view: main }
            - { point: activity, id: a, title: A, view: main }
            - { point: two/cards, id: c, title: C, view: other }
          methods: [omniview.hello.v1.Greeter/Greet, omniview.hello.v1.Greeter/Countdown]

        """
    private static let assets = ["entry.js": "export {}\n", "other.js": "export const other = 1\n"]

    @Test func contributionsWaitForTheirPlace() async throws {
        let fixture = try EngineFixture()
        try fixture.put("hello", .hello, rest: Self.ui, assets: Self.assets)
        try await fixture.run { engine in
            let alone = await engine.contributions()
            #expect(alone.points.map(\.id) == ExtensionPoint.builtIn.map(\.description))
            #expect(alone.contributions.map(\.id) == ["a", "b", "c"])
            #expect(alone.contributions.map(\.pending) == [false, false, true])
            #expect(alone.views.map(\.view) == ["main", "other"])
            #expect(alone.views.map(\.icon) == ["LuBox", nil])
            #expect(alone.views.first?.pluginName == "A plugin")

            try fixture.put("two", .pages, rest: "ui: {extension_points: [{id: cards, title: Cards}]}\n")
            try await engine.rescan()
            let both = await engine.contributions()
            #expect(both.points.last == .init(id: "two/cards", plugin: "two", title: "Cards"))
            #expect(both.contributions.map(\.pending) == [false, false, false])

            try await engine.setEnabled(false, "hello")
            #expect(await engine.contributions().contributions.isEmpty)
        }
    }

    @Test func anOpenViewNeedsItsPlugin() async throws {
        let fixture = try EngineFixture { $0.policy.idleStop = .zero }
        try fixture.put("hello", .hello, rest: Self.ui, assets: Self.assets)
        try await fixture.run { engine in
            let view = try await engine.openView("other", of: "hello")
            #expect(view.title == "Other" && view.entry == "other.js" && view.version == "1.0.0" && !view.isInShell)
            try await engine.phase("running", of: "hello")
            #expect(try await engine.summary(of: "hello").demands == ["view other"])
            await engine.close(view)
            try await engine.phase("stopped", of: "hello")

            let problem = try await expectProblem(.viewNotFound) { _ = try await engine.openView("mian", of: "hello") }
            #expect(problem.suggestions == ["main", "other"])
            try await expectProblem(.pluginNotFound) { _ = try await engine.openView("main", of: "none") }
            try await engine.setEnabled(false, "hello")
            try await expectProblem(.pluginConflict) { _ = try await engine.openView("main", of: "hello") }
        }
    }

    @Test func aViewCallsWhatItsDefinitionLists() async throws {
        let fixture = try EngineFixture()
        try fixture.put("hello", .hello, rest: Self.ui, assets: Self.assets)
        try await fixture.run { engine in
            let view = try await engine.openView("main", of: "hello")
            let answers = Mutex<[[UInt8]]>([])
            let take: @Sendable ([UInt8]) async throws -> Void = { answer in answers.withLock { $0.append(answer) } }
            // A GreetRequest with the name "Ann"; how it looks in bytes is the contract's business.
            let greet = ViewCall(
                method: "omniview.hello.v1.Greeter/Greet",
                message: [0x0a, 3] + Array("Ann".utf8),
                deadline: .seconds(60)
            )
            #expect(await engine.call(greet, from: view, take: take) == ViewCallEnd(status: 0))
            let greeting = answers.withLock { $0 }
            #expect(greeting.count == 1)
            #expect(String(decoding: greeting.first ?? [], as: UTF8.self).contains("Ann"))

            for method in [
                "plugin.GRPCController/Shutdown", "omniview.hello.v1.Greeter/Other", "grpc.health.v1.Health/Check",
                "", "/", "omniview.hello.v1.Greeter", "omniview.hello.v1.Greeter/Greet/",
            ] {
                let call = ViewCall(method: method, message: [], deadline: .seconds(60))
                #expect(await engine.call(call, from: view, take: take).status == 7, "\(method)")
            }
            #expect(answers.withLock { $0.count } == 1)
            // Whoever takes an answer can end the call.
            struct Enough: Error {}
            let stream = ViewCall(
                method: "omniview.hello.v1.Greeter/Countdown",
                message: [0x08, 5],
                deadline: .seconds(60)
            )
            #expect(await engine.call(stream, from: view) { _ in throw Enough() }.status != 0)
            let late = ViewCall(method: stream.method, message: stream.message, deadline: .milliseconds(1))
            #expect(await engine.call(late, from: view) { _ in }.status == 4)
        }
    }

    @Test func theSchemaIsThatOfTheListedServices() async throws {
        let fixture = try EngineFixture()
        try fixture.put("hello", .hello, rest: Self.ui, assets: Self.assets)
        try fixture.put("bare", .pages, rest: "ui: {views: [{id: main, title: M}]}\n")
        try await fixture.run { engine in
            let files = try await engine.schema(for: engine.openView("main", of: "hello"))
            let parsed = try files.map { try Google_Protobuf_FileDescriptorProto(serializedBytes: $0) }
            #expect(parsed.flatMap(\.service).map(\.name) == ["Greeter"])
            let names = Set(parsed.map(\.name))
            #expect(parsed.flatMap(\.dependency).allSatisfy(names.contains))
            #expect(try await engine.schema(for: engine.openView("main", of: "bare")).isEmpty)
        }
    }

    @Test func whatViewsKeepOutlivesTheEngine() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one", .pages, rest: "ui: {views: [{id: main, title: M}]}\n")
        try fixture.put("two", .pages, rest: "ui: {views: [{id: main, title: M}]}\n")
        let value: JSONValue = ["columns": ["a", 1, .number(2.5), true, .null]]
        try await fixture.run { engine in
            let view = try await engine.openView("main", of: "one")
            #expect(try await engine.storedValue("layout", for: view) == nil)
            try await engine.store(value, as: "layout", for: view)
            try await engine.store(1, as: "b", for: view)
        }
        try await fixture.run { engine in
            let view = try await engine.openView("main", of: "one")
            #expect(try await engine.storedValue("layout", for: view) == value)
            #expect(try await engine.storedKeys(for: view) == ["b", "layout"])
            try await engine.store(nil, as: "b", for: view)
            #expect(try await engine.storedKeys(for: view) == ["layout"])
            // Another plugin's views have what is theirs.
            let other = try await engine.openView("main", of: "two")
            #expect(try await engine.storedKeys(for: other) == [])
            let long = JSONValue.string(String(repeating: "x", count: 64 << 10))
            try await expectProblem(.viewStorageFull) { try await engine.store(long, as: "long", for: view) }
            try await expectProblem(.badJSON) { try await engine.store(1, as: "", for: view) }
        }
    }

    @Test func aViewThatCrashesTooOftenStaysClosed() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one", .pages, rest: "ui: {views: [{id: main, title: M}, {id: other, title: O}]}\n")
        try await fixture.run { engine in
            let view = try await engine.openView("main", of: "one")
            let crash = ViewReport(kind: .crashed, message: "boom", stack: "at view.js:1")
            #expect(await engine.note(crash, in: view) == ViewStanding(crashes: 1, quarantined: false))
            #expect(await engine.note(.init(kind: .error, message: "e"), in: view).crashes == 1)
            #expect(await engine.note(crash, in: view).crashes == 2)
            #expect(await engine.note(crash, in: view) == ViewStanding(crashes: 3, quarantined: true))
            try await expectProblem(.viewQuarantined) { _ = try await engine.openView("main", of: "one") }
            _ = try await engine.openView("other", of: "one")
            let event = try await engine.events("view.crashed", of: "one").event()
            #expect(event.text("view") == "main" && event.text("stack") == "at view.js:1")
            #expect(try await engine.events("view.quarantined", of: "one").event().text("view") == "main")
            #expect(try await engine.resetView("main", of: "one") == ViewStanding(crashes: 0, quarantined: false))
            _ = try await engine.openView("main", of: "one")
        }
    }

    @Test func filesAreWhatTheManifestListsOrNothing() async throws {
        let fixture = try EngineFixture()
        let digest = try fixture.install("one", version: "1.0.0", .pages, rest: "ui: {views: [{id: main, title: M}]}\n")
        try await fixture.run { engine in
            let assets = try await engine.assets(of: "one")
            #expect(assets.digest == digest)
            #expect(assets.files.keys.sorted() == ["entry.js"])
            #expect(assets.files.values.map(\.count) == [32])
            #expect(assets.entries == ["main": "entry.js"])
            #expect(try await engine.asset("entry.js", digest: digest, of: "one") == Array("export {}\n".utf8))
            for path in ["none.js", "../plugin.yaml", "", "entry.js/", "./entry.js", "/entry.js"] {
                try await expectProblem(.routeNotFound) { _ = try await engine.asset(path, digest: digest, of: "one") }
            }
            let other = String(repeating: "0", count: 64)
            try await expectProblem(.routeNotFound) { _ = try await engine.asset("entry.js", digest: other, of: "one") }
            // What was changed since is not served, whatever its size.
            let file = "\(fixture.plugins)/one/assets/entry.js"
            try overwrite(file, with: Array("export 1}\n".utf8))
            try await expectProblem(.routeNotFound) {
                _ = try await engine.asset("entry.js", digest: digest, of: "one")
            }
        }
    }

    @Test func aViewOfTheVersionBeforeStillGetsItsFiles() async throws {
        let fixture = try EngineFixture()
        let ui = "ui: {views: [{id: main, title: M}]}\n"
        let old = try fixture.install("one", version: "1.0.0", .pages, rest: ui)
        try await fixture.run { engine in
            _ = try await engine.assets(of: "one")
            let new = try fixture.install("one", version: "2.0.0", .pages, rest: ui)
            try await engine.rescan()
            #expect(try await engine.assets(of: "one").digest == new)
            #expect(try await !engine.asset("entry.js", digest: old, of: "one").isEmpty)
        }
    }

    @Test func aKilledBackendComesBack() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one", rest: "activation: [on_startup]\n")
        try await fixture.run { engine in
            let first = try await engine.call("one")
            let number = try await engine.lastEvent
            try await engine.kill("one")
            #expect(!ProcessFacts.isRunning(first))
            try await engine.phase("running", of: "one", after: number)
            #expect(try await engine.call("one") != first)
            let crash = try await engine.events("plugin.crashed", of: "one").event()
            #expect(crash.text("signal") == "SIGKILL")
            try await engine.stop("one")
            try await expectProblem(.pluginConflict) { try await engine.kill("one") }
        }
    }

    private func overwrite(_ path: String, with bytes: [UInt8]) throws {
        let manager = FileManager.default
        try manager.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        try Data(bytes).write(to: URL(filePath: path))
    }
}
