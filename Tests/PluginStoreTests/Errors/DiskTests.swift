import GRDB
import PluginStore
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct DiskTests {
    @Test func aFullFileIsAnErrorThatHeals() async throws {
        let folder = try TemporaryFolder()
        var limits = StoreLimits()
        limits.maxFileBytes = 400_000
        let store = try await EngineStore.intact(folder, limits: limits)
        let big = String(repeating: "x", count: 200_000)
        try await store.setSettings([.init(key: "a", json: big)], of: "hello")
        let error = await #expect(throws: StoreError.self) {
            try await store.setSettings([.init(key: "b", json: big), .init(key: "c", json: "1")], of: "hello")
        }
        #expect(error?.code == .diskFull)
        #expect(error?.message.contains(folder.database) == true)
        #expect(try await store.settings(of: "hello").map(\.key) == ["a"])
        try await store.deleteSettings(["a"], of: "hello")
        try await store.setSettings([.init(key: "b", json: big)], of: "hello")
        #expect(try await store.settings(of: "hello").map(\.key) == ["b"])
    }

    @Test func anotherProcessesLockIsAnErrorThatHeals() async throws {
        let folder = try TemporaryFolder()
        var limits = StoreLimits()
        limits.busyTimeout = .milliseconds(50)
        try await folder.fillDatabase()
        // Another connection is to SQLite what another process is.
        let other = try DatabaseQueue(path: folder.database, configuration: .keepingTransactions)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        #expect(try await code { _ = try await EngineStore.open(folder: folder.path, limits: limits) } == .busy)
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try other.close()
        let store = try await EngineStore.intact(folder, limits: limits)
        #expect(try await store.numbers.count == 60)
        #expect(folder.setAside == [])
    }

    @Test func anOpenStoreKeepsOthersOut() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.append(1)
        #expect(throws: DatabaseError.self) { try folder.raw { try $0.execute(sql: "DELETE FROM events") } }
        #expect(try await store.numbers == [1])
    }

    #if os(Linux)
    @Test(.enabled(if: geteuid() == 0, "mounting needs the administrator"))
    func aFullDiskIsAnErrorThatHeals() async throws {
        let folder = try TemporaryFolder()
        try await withSmallDisk(folder.path) {
            let store = try await EngineStore.open(folder: folder.path).store
            try await store.append(1)
            let ballast = "\(folder.path)/ballast"
            fill(ballast)
            let payload = String(repeating: "x", count: 100_000)
            let refused = try await code {
                for _ in 0..<50 { try await store.append([NewEvent(time: 0, kind: "k", payload: payload)]) }
            }
            #expect(refused == .diskFull)
            let kept = try await store.numbers.count
            unlink(ballast)
            #expect(try await store.append([NewEvent(time: 0, kind: "k", payload: payload)]) != nil)
            #expect(try await store.numbers == Array(1...Int64(kept + 1)))

            // An opening needs room for the log. It finds some or says that there is none, and nothing else.
            try store.close()
            fill(ballast)
            let reopened = try await code {
                let opening = try await EngineStore.open(folder: folder.path)
                #expect(opening.damage == nil)
                try opening.store.close()
            }
            #expect(reopened == nil || reopened == .diskFull)
            unlink(ballast)
            let again = try await EngineStore.open(folder: folder.path)
            #expect(again.damage == nil)
            #expect(try await again.store.numbers.count == kept + 1)
            try again.store.close()
        }
    }

    @Test(.enabled(if: geteuid() == 0, "mounting needs the administrator"))
    func aReadOnlyDiskIsAnErrorThatHeals() async throws {
        let folder = try TemporaryFolder()
        try await withSmallDisk(folder.path) {
            #expect(mount("none", folder.path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), "size=2m") == 0)
            #expect(try await code { _ = try await EngineStore.open(folder: folder.path) } == .readOnly)
            #expect(mount("none", folder.path, "tmpfs", UInt(MS_REMOUNT), "size=2m") == 0)
            let opening = try await EngineStore.open(folder: folder.path)
            try await opening.store.append(1)
            try opening.store.close()
            #expect(mount("none", folder.path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), "size=2m") == 0)
            #expect(try await code { _ = try await EngineStore.open(folder: folder.path) } == .readOnly)
            #expect(mount("none", folder.path, "tmpfs", UInt(MS_REMOUNT), "size=2m") == 0)
            let again = try await EngineStore.open(folder: folder.path)
            #expect(again.damage == nil)
            try await again.store.append(1)
            #expect(try await again.store.numbers == [1, 2])
            try again.store.close()
        }
    }

    /// Blocks that are smaller than pages leave room for a part of what is asked for. A mapped file that lacks a block
    /// would end the process.
    @Test(
        .enabled(if: geteuid() == 0, "mounting needs the administrator"),
        arguments: [4, 12, 20, 28, 60],
        [true, false]
    )
    func aDiskWithLittleRoomEndsNoProcess(kilobytes: Int, isNew: Bool) async throws {
        let folder = try TemporaryFolder()
        try await withSmallBlocks(in: folder.path) { path in
            if !isNew { try await EngineStore.open(folder: path).store.close() }
            let reserve = "\(path)/reserve"
            let descriptor = open(reserve, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            let room = [UInt8](repeating: 0, count: kilobytes << 10)
            #expect(write(descriptor, room, room.count) == room.count)
            close(descriptor)
            fill("\(path)/ballast")
            // The disk knows what is free when all is on it.
            sync()
            unlink(reserve)
            await #expect(processExitsWith: .exitCode(42)) { [path = path as String] in
                let refused = try await code {
                    let store = try await EngineStore.open(folder: path).store
                    while true { try await store.append(100) }
                }
                exit(refused == .diskFull ? 42 : 1)
            }
        }
    }

    private func withSmallBlocks(in folder: String, _ work: (String) async throws -> Void) async throws {
        let image = "\(folder)/disk"
        let path = "\(folder)/mounted"
        try await system("/usr/bin/truncate", ["-s", "8M", image])
        try await system("/usr/sbin/mkfs.ext4", ["-q", "-F", "-b", "1024", image])
        try await system("/bin/mkdir", [path])
        try await system("/bin/mount", ["-o", "loop", image, path])
        let result: Result<Void, any Error>
        do {
            result = .success(try await work(path))
        } catch {
            result = .failure(error)
        }
        try await system("/bin/umount", [path])
        try result.get()
    }

    private func system(_ program: String, _ words: [String]) async throws {
        let result = try await run(program, words)
        try #require(result.exitCode == 0, "\(program) \(words): \(result.error)")
    }

    private func withSmallDisk(_ path: String, _ work: () async throws -> Void) async throws {
        try #require(mount("none", path, "tmpfs", 0, "size=2m") == 0)
        defer { umount2(path, Int32(MNT_DETACH)) }
        try await work()
    }

    /// Writes until the disk is full.
    private func fill(_ path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let block = [UInt8](repeating: 0, count: 4_096)
        while write(descriptor, block, block.count) > 0 {}
        close(descriptor)
    }
    #endif

    /// Without the rights of the administrator, for whom no file is read-only.
    @Test(arguments: ["folder", "file"])
    func whatMustNotBeWrittenIsAnErrorAndStays(what: String) async throws {
        let folder = try TemporaryFolder()
        try await folder.fillDatabase()
        let before = try folder.bytes()
        let path = folder.path
        chown(path, 65_534, 65_534)
        chown(folder.database, what == "file" ? 0 : 65_534, 65_534)
        chmod(folder.database, what == "file" ? 0o644 : 0o600)
        if what == "folder" { chmod(path, 0o500) }
        await #expect(processExitsWith: .exitCode(42)) { [path = path as String] in
            if geteuid() == 0 { setuid(65_534) }
            let refused = try await code { _ = try await EngineStore.open(folder: path) }
            exit(refused == .readOnly ? 42 : 1)
        }
        #expect(try folder.bytes() == before)
        #expect(folder.setAside == [])
        chmod(path, 0o700)
    }
}

extension Configuration {
    /// For a connection that may hold a transaction open between two accesses.
    fileprivate static var keepingTransactions: Configuration {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        return configuration
    }
}
