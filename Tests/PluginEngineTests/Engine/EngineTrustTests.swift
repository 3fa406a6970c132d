import EngineAPI
import PluginStore
import TestSupport
import Testing

@testable import PluginEngine

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Whose views run in the window's own page: who asks for it, and whose very files a person trusts.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct EngineTrustTests {
    private static let ui = "ui: {isolation: shell, views: [{id: main, title: M}]}\n"
    private static let framed = "ui: {views: [{id: main, title: M}]}\n"

    private func isInShell(_ engine: Engine) async throws -> Bool {
        try await engine.openView("main", of: "one").isInShell
    }

    @Test func onlyFilesThatAPersonTrustsAreInTheShell() async throws {
        let fixture = try EngineFixture()
        let digest = try fixture.install("one", .pages, rest: Self.ui)
        try await fixture.run { engine in
            #expect(try await !isInShell(engine))
            let before = try await engine.detail(of: "one")
            #expect(before.uiIsolation == "shell" && !before.uiTrusted)
            #expect(await engine.trustedAssets().isEmpty)

            try await engine.trust("one", digest: digest)
            #expect(try await isInShell(engine))
            #expect(try await engine.detail(of: "one").uiTrusted)
            let assets = await engine.trustedAssets()
            #expect(assets.keys.sorted() == ["one"] && assets["one"]?.digest == digest)
            let event = try await engine.events("plugin.trusted", of: "one").event()
            #expect(event.text("digest") == "sha256:\(digest)" && event.text("version") == "1.0.0")
        }
        // Another run of the engine knows it, and takes it back.
        try await fixture.run { engine in
            #expect(try await isInShell(engine))
            try await engine.distrust("one")
            #expect(try await !isInShell(engine))
            #expect(await engine.trustedAssets().isEmpty)
            _ = try await engine.events("plugin.distrusted", of: "one").event()
            // It is told once; who takes back nothing has told nothing.
            let number = try await engine.lastEvent
            try await engine.distrust("one")
            #expect(try await engine.lastEvent == number)
        }
        let audit = try await fixture.store { try await $0.audit(limit: 10).map(\.entry) }
        #expect(audit.map(\.action) == ["plugin.distrust", "plugin.distrust", "plugin.trust"])
        #expect(audit.last?.detail.contains(digest) == true)
    }

    @Test func anotherVersionIsInAFrameAgain() async throws {
        let fixture = try EngineFixture()
        let old = try fixture.install("one", version: "1.0.0", .pages, rest: Self.ui)
        try await fixture.run { engine in
            try await engine.trust("one", digest: old)
            let new = try fixture.install("one", version: "2.0.0", .pages, rest: Self.ui)
            try await engine.rescan()
            #expect(try await !isInShell(engine))
            #expect(try await !engine.detail(of: "one").uiTrusted)
            #expect(await engine.trustedAssets().isEmpty)
            // What the person looked at is not what is there now.
            let problem = try await expectProblem(.pluginConflict) { try await engine.trust("one", digest: old) }
            #expect(problem.detail.contains("changed after you looked") && problem.detail.contains(new))
            #expect(try await !isInShell(engine))
            // The files that were trusted are so again when they are back, and the others are not by that.
            try await engine.activate(old, "one")
            #expect(try await isInShell(engine))
            try await engine.activate(new, "one")
            #expect(try await !isInShell(engine))
            try await engine.trust("one", digest: new)
            #expect(try await isInShell(engine))
        }
    }

    @Test func whoDoesNotAskForItIsNotTrusted() async throws {
        let fixture = try EngineFixture()
        let digest = try fixture.install("one", .pages, rest: Self.framed)
        try await fixture.run { engine in
            let problem = try await expectProblem(.pluginConflict) { try await engine.trust("one", digest: digest) }
            #expect(problem.detail.contains("does not ask for that"))
            #expect(try await engine.detail(of: "one").uiIsolation == "frame")
            try await expectProblem(.pluginNotFound) { try await engine.trust("none", digest: digest) }
            try await expectProblem(.pluginNotFound) { try await engine.distrust("none") }
            // Not even when the store says so, such as one that was copied from elsewhere.
            try await engine.store.trustViews(TrustedViews(plugin: "one", digest: digest, time: 1))
            #expect(try await !isInShell(engine))
            #expect(await engine.trustedAssets().isEmpty)
        }
    }

    @Test func aRejectedPluginIsNotTrusted() async throws {
        let fixture = try EngineFixture()
        let digest = try fixture.install("one", .pages, rest: Self.ui)
        try await fixture.run { engine in
            let file = "\(fixture.plugins)/one/assets/entry.js"
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
            try Data("export 2 {}\n".utf8).write(to: URL(filePath: file))
            try await engine.rescan()
            #expect(try await engine.summary(of: "one").phase == .failed)
            try await expectProblem(.pluginConflict) { try await engine.trust("one", digest: digest) }
            #expect(try await !engine.detail(of: "one").uiTrusted)
        }
    }

    /// The same files under the same name, but nobody was asked about them.
    @Test(arguments: [false, true]) func whatWasRemovedIsNotTrustedWhenItComesBack(byHand: Bool) async throws {
        let fixture = try EngineFixture()
        let digest = try fixture.install("one", .pages, rest: Self.ui)
        try await fixture.run { engine in
            try await engine.trust("one", digest: digest)
            #expect(try await isInShell(engine))
            if byHand {
                try FileManager.default.removeItem(atPath: "\(fixture.plugins)/one")
                try await engine.rescan()
            } else {
                try await engine.remove("one")
            }
            #expect(try fixture.install("one", .pages, rest: Self.ui) == digest)
            try await engine.rescan()
            #expect(try await !isInShell(engine))
        }
    }
}
