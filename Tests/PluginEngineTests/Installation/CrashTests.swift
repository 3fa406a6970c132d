import PluginEngine
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Something that is done to the installed plugins, and may be killed at every step.
enum Scenario: String, CaseIterable, Sendable {
    case freshInstall, upgrade, rollback, remove, replaceFolder

    /// The steps in order. A step that is missing here fails a test below.
    var steps: [InstallStep] {
        switch self {
        case .freshInstall, .upgrade, .replaceFolder:
            [.incomingMade, .contentsWritten, .sealed, .synced, .recorded, .stored, .linkMade, .switched, .cleaned]
        case .rollback: [.incomingMade, .verified, .linkMade, .switched, .cleaned]
        case .remove: [.incomingMade, .unlinked, .versionTakenOut, .versionTakenOut, .cleaned]
        }
    }

    var old: String? {
        switch self {
        case .freshInstall: nil
        case .upgrade: "version 1.0.0"
        case .rollback, .remove: "version 2.0.0"
        case .replaceFolder: "version 0.1.0"
        }
    }

    var new: String? {
        switch self {
        case .freshInstall, .replaceFolder: "version 1.0.0"
        case .upgrade: "version 2.0.0"
        case .rollback: "version 1.0.0"
        case .remove: nil
        }
    }

    func prepare(_ fixture: InstallFixture) throws {
        try fixture.folder.write("kept", to: "state/data/sample/key.json")
        for version in ["1.0.0", "2.0.0"] { _ = try fixture.archive(version) }
        switch self {
        case .freshInstall: break
        case .upgrade: try fixture.installer().install(from: "\(fixture.folder.path)/1.0.0.tar.gz")
        case .rollback, .remove:
            for version in ["1.0.0", "2.0.0"] {
                try fixture.installer().install(from: "\(fixture.folder.path)/\(version).tar.gz")
            }
        case .replaceFolder: try fixture.source("0.1.0", at: "state/plugins/sample", sealed: true)
        }
    }

    /// Does it, in a folder that a fixture has prepared.
    func perform(in path: String, atStep: @escaping @Sendable (InstallStep) -> Void) throws {
        var installer = try PluginInstaller(stateDirectory: "\(path)/state")
        installer.atStep = atStep
        switch self {
        case .freshInstall: try installer.install(from: "\(path)/1.0.0.tar.gz")
        case .replaceFolder: try installer.install(from: "\(path)/1.0.0.tar.gz", replacingFolder: true)
        case .upgrade: try installer.install(from: "\(path)/2.0.0.tar.gz")
        case .rollback:
            for version in try installer.versions(of: sampleID) where version.version == "1.0.0" {
                try installer.activate(sampleID, digest: version.digest)
            }
        case .remove: try installer.remove(sampleID, purge: true)
        }
    }
}

@Suite("Installing is killed at every step")
struct CrashTests {
    static let cases = Scenario.allCases.flatMap { scenario in
        Set(scenario.steps).sorted { $0.rawValue < $1.rawValue }.map { (scenario, $0) }
    }

    @Test(arguments: Scenario.allCases) func passesEveryStep(_ scenario: Scenario) throws {
        let fixture = try InstallFixture()
        try scenario.prepare(fixture)
        let steps = Mutex<[InstallStep]>([])
        try scenario.perform(in: fixture.folder.path) { step in steps.withLock { $0.append(step) } }
        #expect(steps.withLock { $0 } == scenario.steps)
    }

    @Test(.timeLimit(.minutes(10)), arguments: cases)
    func leavesOneWholeVersion(_ scenario: Scenario, _ step: InstallStep) async throws {
        let fixture = try InstallFixture()
        try scenario.prepare(fixture)
        let archives = try ["1.0.0", "2.0.0"].map { try readFile("\(fixture.folder.path)/\($0).tar.gz") }
        let own = scenario == .replaceFolder ? try tree(fixture.link) : [:]

        await #expect(processExitsWith: .signal(SIGKILL)) {
            [
                path = fixture.folder.path as String, scenario = scenario.rawValue as String,
                step = step.rawValue as String
            ] in
            try Scenario(rawValue: scenario)?.perform(in: path) { reached in
                if reached.rawValue == step { kill(getpid(), SIGKILL) }
            }
        }

        // As the killed process has left it.
        let left = try activeVersion(fixture, scenario)
        #expect(left == scenario.old || left == scenario.new, "\(left ?? "nothing")")

        // The same again completes, and leaves nothing lying about.
        let isDone = left == scenario.new
        if !isDone || scenario != .remove {
            try scenario.perform(in: fixture.folder.path) { _ in }
        } else {
            // A removal may be complete already.
            try? scenario.perform(in: fixture.folder.path) { _ in }
        }
        let done = try fixture.wholeActiveVersion()
        #expect(done == scenario.new)
        let leftovers = try fixture.leftovers()
        #expect(leftovers.isEmpty)

        let after = try ["1.0.0", "2.0.0"].map { try readFile("\(fixture.folder.path)/\($0).tar.gz") }
        #expect(archives == after)
        #expect(TemporaryFolder.entries(of: "\(fixture.state)/data/sample") == ["key.json"])
        if scenario == .replaceFolder {
            let replaced = "\(fixture.state)/plugins/.replaced"
            let names = TemporaryFolder.entries(of: replaced)
            #expect(names.count == 1)
            let moved = try tree("\(replaced)/\(names.first ?? "")")
            #expect(moved == own)
        }
        if scenario == .remove { #expect(TemporaryFolder.entries(of: "\(fixture.state)/store").count == 2) }
    }

    private func activeVersion(_ fixture: InstallFixture, _ scenario: Scenario) throws -> String? {
        // The user's own folder is no link.
        if scenario == .replaceFolder, let bytes = try? readFile("\(fixture.link)/assets/a/b.txt"),
            String(decoding: bytes, as: UTF8.self) == scenario.old
        {
            return scenario.old
        }
        return try fixture.wholeActiveVersion()
    }
}
