import PluginArchive
import PluginDefinition
import PluginIntegrity
import TestSupport
import Testing

@testable import PluginEngine

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite("Looking at a plugin without installing it")
struct PluginReviewTests {
    private let fixture: InstallFixture
    private let installer: PluginInstaller

    init() throws {
        fixture = try InstallFixture()
        installer = try fixture.installer()
    }

    @Test(arguments: [false, true], [false, true])
    func saysWhatAnInstallationWouldPutIn(sealed: Bool, packed: Bool) throws {
        let path = try packed ? fixture.archive("1.0.0", sealed: sealed) : fixture.source("1.0.0", sealed: sealed)
        let review = try installer.review(path)
        #expect(review.definition.id == sampleID)
        #expect(review.definition.versionText == "1.0.0")
        #expect(review.sealer == (sealed ? .author : .installer))
        #expect(review.files == 3)
        #expect(review.command?.words == ["bin/plugin"])
        #expect(try installer.versions(of: sampleID).isEmpty)
        #expect(try fixture.leftovers().isEmpty)

        let installed = try installer.install(from: path).installed
        #expect(installed.digest == review.digest)
        #expect(installed.sealer == review.sealer)
    }

    @Test func countsTheBytesOfAllFiles() throws {
        let source = try fixture.source("1.0.0")
        let before = try installer.review(source)
        try fixture.folder.write(String(repeating: "a", count: 1_000), to: "source-1.0.0/assets/more")
        let after = try installer.review(source)
        #expect(after.bytes == before.bytes + 1_000)
        #expect(after.files == before.files + 1)
    }

    @Test func runsNothingOfThePlugin() throws {
        let source = try fixture.source("1.0.0")
        try fixture.folder.write(
            "#!/bin/sh\ntouch \(fixture.folder.path)/ran\n",
            to: "source-1.0.0/bin/plugin",
            mode: 0o755
        )
        _ = try installer.review(source)
        #expect(!fixture.folder.entries.contains("ran"))
    }

    /// A plugin that cannot be installed, and what both say of it.
    enum Broken: CaseIterable {
        case altered, noDefinition, badDefinition, noProgram, linkInside, namedPipe, cutShort, noArchive
    }

    @Test(arguments: Broken.allCases) func refusesWithTheWordsOfAnInstallation(_ broken: Broken) throws {
        let path = try make(broken)
        let refusal = try #require(throws: PluginEngineError.self) { try installer.install(from: path) }
        let review = try #require(throws: PluginEngineError.self) { _ = try installer.review(path) }
        #expect(review.description == refusal.description)
        #expect(review.code == refusal.code)
        #expect(try fixture.leftovers().isEmpty)
    }

    private func make(_ broken: Broken) throws -> String {
        let folder = fixture.folder
        switch broken {
        case .altered:
            let source = try fixture.source("1.0.0", sealed: true)
            try folder.write("altered", to: "source-1.0.0/assets/a/b.txt")
            return source
        case .noDefinition: return try folder.write("", to: "empty/readme").replacing("/readme", with: "")
        case .badDefinition:
            let source = try fixture.source("1.0.0")
            try folder.write("schema_version: 2\nid: NO\n", to: "source-1.0.0/plugin.yaml")
            return source
        case .noProgram:
            let source = try fixture.source("1.0.0")
            try #require(unlink("\(source)/bin/plugin") == 0)
            return source
        case .linkInside:
            let source = try fixture.source("1.0.0")
            try #require(symlink("/etc/passwd", "\(source)/assets/link") == 0)
            return source
        case .namedPipe:
            let source = try fixture.source("1.0.0")
            try #require(mkfifo("\(source)/assets/pipe", 0o600) == 0)
            return source
        case .cutShort:
            let archive = try fixture.archive("1.0.0")
            try #require(truncate(archive, 100) == 0)
            return archive
        case .noArchive: return try folder.write("text", to: "notes.txt")
        }
    }

    @Test func followsNoLink() throws {
        let source = try fixture.source("1.0.0")
        let archive = try fixture.archive("1.0.0")
        for (name, target) in [("folder", source), ("archive", archive)] {
            let link = "\(fixture.folder.path)/\(name)"
            try #require(symlink(target, link) == 0)
            let error = try expectInstallError(.notFound) { try installer.review(link) }
            #expect(error.message.contains("symbolic link"))
            try expectInstallError(.notFound) { try installer.stage(reviewed: link, digest: "") }
        }
        #expect(try installer.versions(of: sampleID).isEmpty)
    }

    @Test func keepsTheLimitsOfArchives() throws {
        var installer = installer
        installer.archiveLimits.maxFiles = 2
        let archive = try fixture.archive("1.0.0")
        try expectInstallError(.invalidArchive) { try installer.review(archive) }
        installer.limits.maxTotalBytes = 10
        let source = try fixture.source("1.0.0")
        try expectInstallError(.notIntact) { try installer.review(source) }
        #expect(try fixture.leftovers().isEmpty)
    }

    @Test func stagesOnlyWhatWasReviewed() throws {
        let source = try fixture.source("1.0.0")
        let review = try installer.review(source)
        try fixture.folder.write("another", to: "source-1.0.0/assets/a/b.txt")
        try expectInstallError(.changed) { try installer.stage(reviewed: source, digest: review.digest) }
        #expect(try installer.versions(of: sampleID).isEmpty)
        let again = try installer.review(source)
        let staged = try installer.stage(reviewed: source, digest: again.digest)
        #expect(staged.version.digest == again.digest)
        #expect(!staged.version.isActive)
    }
}
