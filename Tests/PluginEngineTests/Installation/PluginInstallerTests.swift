import PluginDefinition
import PluginEngine
import PluginIntegrity
import Synchronization
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite("Installing plugins")
struct PluginInstallerTests {
    private let fixture: InstallFixture
    private let installer: PluginInstaller

    init() throws {
        fixture = try InstallFixture()
        installer = try fixture.installer()
    }

    @Test(arguments: [false, true]) func installsAFolder(_ sealed: Bool) throws {
        let source = try fixture.source("1.0.0", sealed: sealed)
        let before = try tree(source)
        let installation = try installer.install(from: source)
        #expect(installation.installed.id == sampleID)
        #expect(installation.installed.version == "1.0.0")
        #expect(installation.installed.sealer == (sealed ? .author : .installer))
        #expect(installation.previous == nil)
        let active = try fixture.wholeActiveVersion()
        #expect(active == "version 1.0.0")
        #expect(fileMode("\(fixture.link)/bin/plugin") == (sealed ? 0o755 : 0o555))
        #expect(fileMode("\(fixture.link)/plugin.yaml") == (sealed ? 0o644 : 0o444))
        let (after, leftovers) = (try tree(source), try fixture.leftovers())
        #expect(before == after)
        #expect(leftovers.isEmpty)
        let target = try FileManager.default.destinationOfSymbolicLink(atPath: fixture.link)
        #expect(target == "../store/\(installation.installed.digest)")
        #expect(installer.location(of: sampleID)?.hasSuffix("/state/store/\(installation.installed.digest)") == true)
    }

    @Test(arguments: [false, true]) func installsAnArchive(_ sealed: Bool) throws {
        let archive = try fixture.archive("1.0.0", sealed: sealed)
        let before = try readFile(archive)
        let installation = try installer.install(from: archive)
        #expect(installation.installed.sealer == (sealed ? .author : .installer))
        let active = try fixture.wholeActiveVersion()
        #expect(active == "version 1.0.0")
        let after = try readFile(archive)
        #expect(before == after)
    }

    @Test func installsAnArchiveWithOneFolderAtTheTop() async throws {
        try fixture.source("1.0.0")
        let archive = "\(fixture.folder.path)/a.tar.gz"
        let result = try await run("/usr/bin/tar", ["-czf", archive, "-C", fixture.folder.path, "source-1.0.0"])
        #expect(result.exitCode == 0, "\(result.error)")
        try installer.install(from: archive)
        let active = try fixture.wholeActiveVersion()
        #expect(active == "version 1.0.0")
    }

    @Test func givesTheModesOfTheManifest() throws {
        let source = try fixture.source("1.0.0")
        #expect(chmod("\(source)/assets/a/b.txt", 0o600) == 0)
        try PluginSealer.seal(directory: source)
        try installer.install(from: source)
        #expect(fileMode("\(fixture.link)/assets/a/b.txt") == 0o600)
    }

    @Test func leavesRuntimeDataOutAndAlone() throws {
        let source = try fixture.source("1.0.0")
        try fixture.folder.write("mine", to: "source-1.0.0/data/key.json")
        try fixture.folder.write("kept", to: "state/data/sample/key.json")
        try installer.install(from: source)
        try installer.remove(sampleID, purge: true)
        #expect(TemporaryFolder.entries(of: "\(fixture.state)/data/sample") == ["key.json"])
        #expect(FileManager.default.fileExists(atPath: "\(source)/data/key.json"))
        #expect(!FileManager.default.fileExists(atPath: "\(fixture.link)/data"))
    }

    @Test func refusesAnArchiveWithRuntimeData() async throws {
        try fixture.source("1.0.0")
        try fixture.folder.write("theirs", to: "source-1.0.0/data/key.json")
        let archive = "\(fixture.folder.path)/a.tar.gz"
        _ = try await run("/usr/bin/tar", ["-czf", archive, "-C", "\(fixture.folder.path)/source-1.0.0", "."])
        try expectInstallError(.invalidArchive) { try installer.install(from: archive) }
        try expectNothingInstalled()
    }

    @Test func upgradesAndRollsBack() throws {
        let first = try installer.install(from: try fixture.source("1.0.0")).installed
        let upgrade = try installer.install(from: try fixture.source("2.0.0"))
        #expect(upgrade.previous == first.digest)
        var active = try fixture.wholeActiveVersion()
        #expect(active == "version 2.0.0")
        try installer.activate(sampleID, digest: first.digest)
        active = try fixture.wholeActiveVersion()
        #expect(active == "version 1.0.0")
        let versions = try installer.versions(of: sampleID)
        #expect(versions.map(\.version).sorted() == ["1.0.0", "2.0.0"])
        #expect(versions.filter(\.isActive).map(\.version) == ["1.0.0"])
    }

    @Test func installsTheSameContentsOnce() throws {
        let first = try installer.install(from: try fixture.source("1.0.0"))
        let second = try installer.install(from: try fixture.source("1.0.0"))
        #expect(first.installed.digest == second.installed.digest)
        let versions = try installer.versions(of: sampleID)
        #expect(versions.count == 1)
    }

    @Test func repairsADamagedVersion() throws {
        let source = try fixture.source("1.0.0")
        let digest = try installer.install(from: source).installed.digest
        try fixture.folder.write("altered", to: "state/store/\(digest)/assets/a/b.txt")
        try expectInstallError(.notIntact) { try installer.activate(sampleID, digest: digest) }
        try installer.install(from: source)
        let active = try fixture.wholeActiveVersion()
        #expect(active == "version 1.0.0")
    }

    @Test(arguments: [nil, "", "{\"id\": 1}", "above the limit"])
    func remembersAVersionWhoseRecordIsLost(_ record: String?) throws {
        let digest = try installer.install(from: try fixture.source("1.0.0")).installed.digest
        let path = "\(fixture.state)/store/\(digest).json"
        let good = String(decoding: try readFile(path), as: UTF8.self)
        try FileManager.default.removeItem(atPath: path)
        if let record {
            let padding = String(repeating: " ", count: 64 << 10)
            let text = record == "above the limit" ? good.replacing("sample", with: "other") + padding : record
            try fixture.folder.write(text, to: "state/store/\(digest).json")
        }
        let versions = try installer.versions(of: sampleID)
        #expect(versions.map(\.digest) == [digest])
        #expect(versions.map(\.isActive) == [true])
    }

    @Test func removesTheNameAndThenTheVersions() throws {
        let digest = try installer.install(from: try fixture.source("1.0.0")).installed.digest
        try installer.remove(sampleID)
        #expect(installer.location(of: sampleID) == nil)
        var versions = try installer.versions(of: sampleID)
        #expect(versions.map(\.digest) == [digest])
        var removed = try installer.collectGarbage(keeping: [digest])
        #expect(removed.isEmpty)
        removed = try installer.collectGarbage()
        #expect(removed == [digest])
        versions = try installer.versions(of: sampleID)
        #expect(versions.isEmpty)
        try expectInstallError(.notFound) { try installer.remove(sampleID) }
        try expectNothingInstalled()
    }

    @Test func keepsTheLastVersions() throws {
        var digests: [String] = []
        for number in 1...5 {
            digests.append(try installer.install(from: try fixture.source("\(number).0.0")).installed.digest)
        }
        try installer.activate(sampleID, digest: digests[0])
        try installer.install(from: try fixture.source("1.0.0", id: "other", at: "other"))
        let removed = try installer.collectGarbage(keeping: [digests[1]])
        #expect(removed == [digests[2]])
        let active = try fixture.wholeActiveVersion()
        #expect(active == "version 1.0.0")
        let kept = try installer.versions(of: sampleID)
        #expect(Set(kept.map(\.digest)) == Set(digests).subtracting(removed))
    }

    // MARK: - What the user has put there

    @Test func neverReplacesTheUsersFolderUnasked() throws {
        let own = try fixture.source("0.1.0", at: "state/plugins/sample")
        let before = try tree(own)
        let source = try fixture.source("1.0.0")
        let error = try expectInstallError(.ownFolder) { try installer.install(from: source) }
        #expect(error.message.contains("another id"))
        try expectInstallError(.ownFolder) { try installer.remove(sampleID, purge: true) }
        try installer.collectGarbage()
        let after = try tree(own)
        #expect(before == after)
        #expect(installer.location(of: sampleID)?.hasSuffix("/state/plugins/sample") == true)
    }

    @Test func movesTheUsersFolderAsideWhenAsked() throws {
        let own = try fixture.source("0.1.0", at: "state/plugins/sample")
        let before = try tree(own)
        let installation = try installer.install(from: try fixture.source("1.0.0"), replacingFolder: true)
        let aside = try #require(installation.movedAside)
        #expect(aside.contains("/plugins/.replaced/sample-"))
        let after = try tree(aside)
        #expect(before == after)
        let active = try fixture.wholeActiveVersion()
        #expect(active == "version 1.0.0")
        // Neither a start nor collecting takes it away.
        try fixture.installer().collectGarbage(versions: 1)
        let later = try tree(aside)
        #expect(before == later)
    }

    @Test func takesALinkToElsewhereForTheUsers() throws {
        let elsewhere = try fixture.source("0.1.0", at: "elsewhere")
        try FileManager.default.createSymbolicLink(atPath: fixture.link, withDestinationPath: elsewhere)
        try expectInstallError(.ownFolder) { try installer.install(from: try fixture.source("1.0.0")) }
        try expectInstallError(.ownFolder) { try installer.remove(sampleID) }
        let target = try FileManager.default.destinationOfSymbolicLink(atPath: fixture.link)
        #expect(target == elsewhere)
    }

    // MARK: - What is stopped

    @Test(arguments: [false, true]) func leavesNothingWhenItIsStopped(fromArchive: Bool) throws {
        let source = try fromArchive ? fixture.archive("1.0.0") : fixture.source("1.0.0")
        // Later each time, until it is done before.
        for limit in 0..<100 {
            let count = Mutex(0)
            var stopped = installer
            stopped.isCancelled = {
                count.withLock { count in
                    count += 1
                    return count > limit
                }
            }
            var failure: PluginEngineError?
            do throws(PluginEngineError) { try stopped.install(from: source) } catch { failure = error }
            guard let failure else {
                #expect(limit > 3)
                let active = try fixture.wholeActiveVersion()
                #expect(active == "version 1.0.0")
                return
            }
            #expect(failure.message.contains("was stopped"), "\(failure)")
            try expectNothingInstalled()
        }
        Issue.record("it is asked without end")
    }

    // MARK: - What is refused

    @Test func refusesAPluginThatIsNotIntact() throws {
        let source = try fixture.source("1.0.0", sealed: true)
        try fixture.folder.write("altered", to: "source-1.0.0/assets/a/b.txt")
        let error = try expectInstallError(.notIntact) { try installer.install(from: source) }
        #expect(error.report?.problems.map(\.path) == ["assets/a/b.txt"])
        try expectNothingInstalled()
    }

    @Test func refusesAFileThatTheManifestDoesNotList() throws {
        let source = try fixture.source("1.0.0", sealed: true)
        try fixture.folder.write("more", to: "source-1.0.0/assets/more.js")
        try expectInstallError(.notIntact) { try installer.install(from: source) }
        try expectNothingInstalled()
    }

    @Test func refusesALinkInAFolder() throws {
        let source = try fixture.source("1.0.0")
        try FileManager.default.createSymbolicLink(atPath: "\(source)/link", withDestinationPath: "/etc/passwd")
        let error = try expectInstallError(.notIntact) { try installer.install(from: source) }
        #expect(error.message.contains("link"))
        try expectNothingInstalled()
    }

    @Test func refusesAFolderWithoutADefinition() throws {
        try fixture.folder.write("x", to: "empty/file")
        try expectInstallError(.notFound) { try installer.install(from: "\(fixture.folder.path)/empty") }
        try expectNothingInstalled()
    }

    @Test func copiesNothingOfAFolderThatIsNoPlugin() throws {
        try fixture.folder.write("x", to: "empty/file")
        try fixture.folder.write("x", to: "linked/file")
        try FileManager.default.createSymbolicLink(
            atPath: "\(fixture.folder.path)/linked/plugin.yaml",
            withDestinationPath: "file"
        )
        let steps = Mutex<[InstallStep]>([])
        var noting = installer
        noting.atStep = { step in steps.withLock { $0.append(step) } }
        for (path, reason) in [
            ("\(fixture.folder.path)/empty", ""), ("/", ""),
            ("\(fixture.folder.path)/linked", " (it is a symbolic link to file)"),
        ] {
            let error = try expectInstallError(.notFound) { try noting.install(from: path) }
            #expect(error.message.contains("has no readable plugin.yaml at its top\(reason); check"), "\(error)")
        }
        #expect(!steps.withLock { $0 }.contains(.contentsWritten))
        try expectNothingInstalled()
    }

    @Test func refusesADefinitionWithErrors() throws {
        try fixture.folder.write("id: ../up\n", to: "bad/plugin.yaml")
        let error = try expectInstallError(.invalidDefinition) {
            try installer.install(from: "\(fixture.folder.path)/bad")
        }
        let first = try #require(error.diagnostics.first { $0.severity == .error })
        let place = "line \(first.line), column \(first.column)"
        #expect(error.message.hasSuffix("has errors, the first in \(place): \(first.message)"))
        try expectNothingInstalled()
    }

    @Test func refusesAMissingProgram() throws {
        let source = try fixture.source("1.0.0")
        try FileManager.default.removeItem(atPath: "\(source)/bin/plugin")
        try expectInstallError(.invalidComponent) { try installer.install(from: source) }
        try expectNothingInstalled()
    }

    @Test func refusesAnotherPluginThanExpected() throws {
        let source = try fixture.source("1.0.0")
        try expectInstallError(.unsupported) { try installer.install(from: source, expecting: PluginID("other")) }
        try expectNothingInstalled()
    }

    @Test func refusesAnArchiveThatIsNone() throws {
        let file = try fixture.folder.write("no archive", to: "a.tar.gz")
        let error = try expectInstallError(.invalidArchive) { try installer.install(from: file) }
        #expect(error.message.contains("a.tar.gz"))
        try expectNothingInstalled()
    }

    @Test func refusesWhatIsNotThere() throws {
        try expectInstallError(.notFound) { try installer.install(from: "\(fixture.folder.path)/nothing") }
    }

    @Test(arguments: ["", "..", "0123", String(repeating: "a", count: 64)])
    func activatesOnlyVersionsOfThePlugin(_ digest: String) throws {
        try installer.install(from: try fixture.source("1.0.0"))
        try expectInstallError(.noVersion) { try installer.activate(sampleID, digest: digest) }
    }

    @Test func neverActivatesAnotherPluginsVersion() throws {
        try installer.install(from: try fixture.source("1.0.0"))
        let other = try installer.install(from: try fixture.source("1.0.0", id: "other", at: "other")).installed
        try expectInstallError(.noVersion) { try installer.activate(sampleID, digest: other.digest) }
    }

    private func expectNothingInstalled(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let leftovers = try fixture.leftovers()
        #expect(leftovers.isEmpty, sourceLocation: sourceLocation)
        #expect(TemporaryFolder.entries(of: "\(fixture.state)/plugins").isEmpty, sourceLocation: sourceLocation)
        #expect(
            TemporaryFolder.entries(of: "\(fixture.state)/store") == [".incoming", ".lock"],
            sourceLocation: sourceLocation
        )
    }
}
