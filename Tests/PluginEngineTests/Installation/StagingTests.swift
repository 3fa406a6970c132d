import PluginDefinition
import PluginEngine
import PluginIntegrity
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Putting a version into the store without switching to it")
struct StagingTests {
    private let fixture: InstallFixture
    private let installer: PluginInstaller

    init() throws {
        fixture = try InstallFixture()
        installer = try fixture.installer()
    }

    @Test(arguments: [false, true]) func aNewPluginHasNoNameYet(sealed: Bool) throws {
        let staged = try installer.stage(from: try fixture.source("1.0.0", sealed: sealed))
        #expect(staged.version.id == sampleID)
        #expect(staged.version.sealer == (sealed ? .author : .installer))
        #expect(!staged.version.isActive)
        #expect(staged.active == nil)
        #expect(installer.location(of: sampleID) == nil)
        let versions = try installer.versions(of: sampleID)
        #expect(versions.map(\.digest) == [staged.version.digest])
        let leftovers = try fixture.leftovers()
        #expect(leftovers.isEmpty)
    }

    @Test func theActiveVersionStaysUntilTheOtherIsActivated() throws {
        let first = try installer.install(from: try fixture.source("1.0.0")).installed
        let staged = try installer.stage(from: try fixture.archive("2.0.0"), onlyUpgrading: true)
        #expect(staged.active == first)
        var active = try fixture.wholeActiveVersion()
        #expect(active == "version 1.0.0")
        try installer.activate(sampleID, digest: staged.version.digest)
        active = try fixture.wholeActiveVersion()
        #expect(active == "version 2.0.0")
    }

    @Test func theSameContentsAreTheActiveVersion() throws {
        let first = try installer.install(from: try fixture.source("1.0.0")).installed
        let staged = try installer.stage(from: try fixture.source("1.0.0"))
        #expect(staged.version.digest == first.digest)
        #expect(staged.version.isActive)
        #expect(staged.active?.digest == first.digest)
    }

    @Test func whatIsRefusedLeavesNothingBehind() throws {
        let source = try fixture.source("1.0.0")
        try expectInstallError(.notFound) { try installer.stage(from: source, onlyUpgrading: true) }
        try expectInstallError(.unsupported) {
            try installer.stage(from: source, expecting: PluginID("other"))
        }
        let sealed = try fixture.source("2.0.0", sealed: true)
        try fixture.folder.write("altered", to: "source-2.0.0/assets/a/b.txt")
        try expectInstallError(.notIntact) { try installer.stage(from: sealed) }
        let versions = try installer.versions(of: sampleID)
        #expect(versions.isEmpty)
        let leftovers = try fixture.leftovers()
        #expect(leftovers.isEmpty)
    }

    @Test func aFolderOfTheUsersOwnIsRefused() throws {
        try fixture.folder.write("mine", to: "state/plugins/sample/plugin.yaml")
        let error = try expectInstallError(.ownFolder) {
            try installer.stage(from: try fixture.source("1.0.0"))
        }
        #expect(error.message.contains("sample"))
        let versions = try installer.versions(of: sampleID)
        #expect(versions.isEmpty)
    }

    @Test func aVersionThatNobodyWantedIsCollected() throws {
        let staged = try installer.stage(from: try fixture.source("1.0.0"))
        let removed = try installer.collectGarbage()
        #expect(removed == [staged.version.digest])
    }
}
