import Synchronization
import Testing

@testable import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct PrivateCopyTests {
    private func open(_ folder: PluginFolder) throws -> VerifiedPlugin {
        try PluginVerifier.open(directory: folder.path, executable: nil)
    }

    /// The names in a folder that begin as a private copy's.
    private func copies(in parent: String) throws -> [String] {
        try PluginRoot(parent).descriptor.names(limit: 1000).names.map { String(decoding: $0, as: UTF8.self) }
            .filter { $0.hasPrefix(LeftCopies.namePrefix) }
    }

    @Test func holdsWhatIsListedAndNothingElse() throws {
        let folder = try PluginFolder.sealedSample()
        try folder.write("data/secret", "x")
        let copy = try open(folder).makePrivateCopy(in: folder.parent)
        defer { withExtendedLifetime(copy) {} }
        #expect(copy.directory.hasPrefix(folder.parent + "/\(LeftCopies.namePrefix)"))
        #expect(copy.path(of: "bin/plugin") == copy.directory + "/bin/plugin")
        for name in ["plugin.yaml", "bin/plugin", "assets/icons/a.svg"] {
            #expect(try readFile(copy.path(of: name)) == folder.read(name))
        }
        #expect(try PluginRoot(copy.directory).descriptor.names(limit: 10).names.count == 3)
        #expect(try modeBits(copy.path(of: "bin/plugin")) == 0o500)
        #expect(try modeBits(copy.path(of: "plugin.yaml")) == 0o400)
        for name in ["", "bin", "assets", "assets/icons"] {
            #expect(try modeBits(copy.path(of: name)) == 0o500)
        }
        #expect(try run([copy.path(of: "bin/plugin")]) == 42)
    }

    @Test func removeLeavesNothing() throws {
        let folder = try PluginFolder.sealedSample()
        let copy = try open(folder).makePrivateCopy(in: folder.parent)
        defer { withExtendedLifetime(copy) {} }
        // What the plugin, being the same user, may have put there.
        try check(chmod(copy.path(of: "bin"), 0o700), "chmod")
        try check(symlink(folder.path, copy.path(of: "bin/link")), "symlink")
        try check(mkdir(copy.path(of: "bin/empty"), 0), "mkdir")
        try copy.remove()
        #expect(!exists(copy.directory))
        #expect(exists(folder.file("plugin.yaml")))
        try copy.remove()
    }

    @Test func theLastReferenceRemovesIt() throws {
        let folder = try PluginFolder.sealedSample()
        var copy: PrivateCopy? = try open(folder).makePrivateCopy(in: folder.parent)
        let directory = try #require(copy?.directory)
        #expect(exists(directory))
        copy = nil
        #expect(!exists(directory))
    }

    @Test func aCopyThatCannotBeRemovedIsAnError() throws {
        let folder = try PluginFolder.sealedSample()
        let copy = try open(folder).makePrivateCopy(in: folder.parent)
        defer { withExtendedLifetime(copy) {} }
        // Deeper than the remover goes. It is made relative to descriptors, as the path would be too long.
        var deepest = try PluginRoot(copy.directory).descriptor
        try check(fchmod(deepest.raw, 0o700), "fchmod")
        for _ in 0..<140 {
            try check(mkdirat(deepest.raw, "d", 0o700), "mkdirat")
            deepest = try #require(deepest.open("d".utf8).descriptor)
        }
        let message = try expectError(.writeFailed) { try copy.remove() }
        #expect(message.contains("cannot be removed"))
    }

    @Test(arguments: ["plugin.yaml", "bin/plugin"])
    func aFileAlteredBeforeCopyingIsRefused(_ name: String) throws {
        let folder = try PluginFolder.sealedSample()
        let plugin = try open(folder)
        var bytes = try folder.read(name)
        bytes[0] ^= 1
        try folder.write(name, bytes)
        let message = try expectError(.notIntact) { try plugin.makePrivateCopy(in: folder.parent) }
        #expect(message.contains("\"\(name)\""))
        #expect(try copies(in: folder.parent).isEmpty)
    }

    @Test func aFileThatBecameSomethingElseIsRefused() throws {
        let folder = try PluginFolder.sealedSample()
        let plugin = try open(folder)
        try check(rename(folder.file("bin"), folder.parent + "/moved"), "rename")
        try check(symlink("../moved", folder.file("bin")), "symlink")
        try expectError(.notIntact) { try plugin.makePrivateCopy(in: folder.parent) }
        try check(unlink(folder.file("bin")), "unlink")
        try expectError(.notIntact) { try plugin.makePrivateCopy(in: folder.parent) }
        try folder.write("bin/plugin", "longer than it was when it was sealed")
        try expectError(.notIntact) { try plugin.makePrivateCopy(in: folder.parent) }
        #expect(try copies(in: folder.parent).isEmpty)
    }

    @Test func aFileAlteredWhileBeingCopiedIsRefused() throws {
        let folder = try PluginFolder.sealedSample()
        let plugin = try open(folder)
        let entry = try #require(plugin.manifest.files.last)
        guard case .file(let file) = plugin.root.descriptor.find(RelativePath(entry.path)) else {
            throw TestFailure(what: "no file")
        }
        let copy = try PrivateCopy(in: folder.parent)
        var writer = PrivateCopyWriter(from: plugin.root, to: copy)
        // The copy has opened the file and looked at it, and now somebody writes.
        try folder.write(entry.path, "id: simple\n")
        try expectError(.notIntact) { try writer.copy(file, as: entry) }
    }

    @Test func aBusyWriterNeverGetsItsBytesIn() throws {
        let folder = try PluginFolder()
        let original = [UInt8](repeating: 1, count: 2 << 20)
        try folder.write("big", original)
        try PluginSealer.seal(directory: folder.path)
        let plugin = try open(folder)
        let writer = try BusyWriter(folder.file("big"))
        defer { writer.stop() }
        for _ in 0..<10 {
            if let copy = try? plugin.makePrivateCopy(in: folder.parent) {
                defer { withExtendedLifetime(copy) {} }
                #expect(try readFile(copy.path(of: "big")) == original)
            }
        }
    }

    @Test func theParentMustBeSafe() throws {
        let folder = try PluginFolder.sealedSample()
        let plugin = try open(folder)
        let parent = folder.parent + "/run"
        try check(mkdir(parent, 0o700), "mkdir")
        for mode in [0o700, 0o755, 0o1777] as [mode_t] {
            try check(chmod(parent, mode), "chmod")
            let copy = try plugin.makePrivateCopy(in: parent)
            defer { withExtendedLifetime(copy) {} }
            #expect(exists(copy.path(of: "plugin.yaml")))
        }
        for mode in [0o777, 0o720] as [mode_t] {
            try check(chmod(parent, mode), "chmod")
            let message = try expectError(.unsafeParent) { try plugin.makePrivateCopy(in: parent) }
            #expect(message.contains("mode 0700"))
        }
        try expectError(.writeFailed) { try plugin.makePrivateCopy(in: parent + "/none") }
        try expectError(.writeFailed) { try plugin.makePrivateCopy(in: folder.file("plugin.yaml")) }
        try expectError(.invalidPath) { try plugin.makePrivateCopy(in: "") }
        if geteuid() == 0 {
            try check(chmod(parent, 0o700), "chmod")
            try check(chown(parent, 65534, 65534), "chown")
            try expectError(.unsafeParent) { try plugin.makePrivateCopy(in: parent) }
        }
    }

    @Test func thePathIsAbsoluteAndReal() throws {
        let folder = try PluginFolder.sealedSample()
        try check(symlink(folder.parent, folder.parent + "/up"), "symlink")
        let copy = try open(folder).makePrivateCopy(
            in: folder.parent + "/up/../" + folder.parent.split(separator: "/")[1]
        )
        defer { withExtendedLifetime(copy) {} }
        #expect(copy.directory.hasPrefix(folder.parent + "/\(LeftCopies.namePrefix)"))
    }
}

/// Flips a byte of a file in place, there and back, until it is stopped.
private final class BusyWriter: Sendable {
    private let isStopped = Atomic(false)
    private let thread: Mutex<pthread_t?>
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = Self.openForWriting(path)
        thread = Mutex(nil)
        try check(descriptor, "open")
        var id: pthread_t?
        #if canImport(Glibc) || canImport(Musl)
        var raw = pthread_t()
        let number = pthread_create(&raw, nil, Self.main, Unmanaged.passUnretained(self).toOpaque())
        id = raw
        #else
        let number = pthread_create(&id, nil, Self.main, Unmanaged.passUnretained(self).toOpaque())
        #endif
        try check(-number, "pthread_create")
        let started = id
        thread.withLock { $0 = started }
    }

    func stop() {
        isStopped.store(true, ordering: .releasing)
        let started = thread.withLock { $0 }
        if let started { pthread_join(started, nil) }
        close(descriptor)
    }

    private static func openForWriting(_ path: String) -> Int32 { Self.systemOpen(path, O_WRONLY | O_CLOEXEC) }

    private static func systemOpen(_ path: String, _ flags: Int32) -> Int32 {
        #if canImport(Glibc)
        Glibc.open(path, flags)
        #elseif canImport(Musl)
        Musl.open(path, flags)
        #else
        Darwin.open(path, flags)
        #endif
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        let writer = Unmanaged<BusyWriter>.fromOpaque(context).takeUnretainedValue()
        var byte: UInt8 = 1
        while !writer.isStopped.load(ordering: .acquiring) {
            byte ^= 2
            pwrite(writer.descriptor, &byte, 1, 1 << 20)
        }
        return nil
    }
}
