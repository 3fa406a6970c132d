import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A plugin's folder that exists as long as the test needs it.
final class PluginFolder {
    /// A private folder, for what a test puts beside the plugin.
    let parent: String

    var path: String { parent + "/plugin" }

    init() throws {
        var template = Array("/tmp/integrity-test-XXXXXX".utf8CString)
        let isMade = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkdtemp($0) != nil } ?? false }
        try check(isMade ? 0 : -1, "mkdtemp")
        parent = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try check(chmod(parent, 0o755), "chmod")
        try check(mkdir(path, 0o755), "mkdir")
    }

    deinit {
        _ = try? run(["/bin/rm", "-rf", parent])
    }

    /// A small plugin with an executable script, a file in a nested folder, and a definition.
    static func sample() throws -> PluginFolder {
        let folder = try PluginFolder()
        try folder.write("plugin.yaml", "id: sample\n")
        try folder.write("bin/plugin", "#!/bin/sh\nexit 42\n", mode: 0o755)
        try folder.write("assets/icons/a.svg", "<svg/>")
        return folder
    }

    static func sealedSample() throws -> PluginFolder {
        let folder = try sample()
        try PluginSealer.seal(directory: folder.path)
        return folder
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func makeFolders(above name: String) throws {
        var folder = path
        for component in name.split(separator: "/").dropLast() {
            folder += "/" + component
            if mkdir(folder, 0o755) != 0 && errno != EEXIST { try check(-1, "mkdir \(folder)") }
        }
    }

    func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws {
        try write(name, Array(text.utf8), mode: mode)
    }

    /// Writes over the file in place, keeping its inode.
    func write(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws {
        try makeFolders(above: name)
        let descriptor = open(file(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        try check(descriptor, "open \(name)")
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { writeOnce(descriptor, $0) }
            try check(Int32(clamping: count), "write")
            rest = rest.dropFirst(count)
        }
        try check(fchmod(descriptor, mode), "fchmod")
    }

    func read(_ name: String) throws -> [UInt8] { try readFile(file(name)) }

    func makeSocket(_ name: String) throws -> Int32 {
        #if canImport(Glibc)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        let descriptor = socket(AF_UNIX, kind, 0)
        try check(descriptor, "socket")
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(file(name).utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try check(result, "bind")
        return descriptor
    }
}

struct TestFailure: Error {
    let what: String
}

func check(_ result: Int32, _ what: String) throws {
    if result < 0 { throw TestFailure(what: "\(what): \(String(cString: strerror(errno)))") }
}

private func writeOnce(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}

func readFile(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    try check(descriptor, "open \(path)")
    defer { close(descriptor) }
    return try readAll(descriptor)
}

/// Reads a descriptor from the beginning of its file, without moving its offset.
func readAll(_ descriptor: Int32) throws -> [UInt8] {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = pread(descriptor, &buffer, buffer.count, off_t(result.count))
        try check(Int32(clamping: count), "pread")
        if count == 0 { return result }
        result += buffer[..<count]
    }
}

func modeBits(_ path: String) throws -> mode_t {
    var status = stat()
    try check(lstat(path, &status), "lstat \(path)")
    return status.st_mode & 0o7777
}

func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Runs a program and returns its exit status.
func run(_ arguments: [String], executable: String? = nil) throws -> Int32 {
    var process: pid_t = 0
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var number = posix_spawn(&process, executable ?? arguments[0], nil, nil, &pointers, environ)
    // A process that another test forks has what is being written open until it executes its own program.
    while number == ETXTBSY {
        sched_yield()
        number = posix_spawn(&process, executable ?? arguments[0], nil, nil, &pointers, environ)
    }
    if number != 0 { throw TestFailure(what: "posix_spawn: \(String(cString: strerror(number)))") }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
        if errno != EINTR { try check(-1, "waitpid") }
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
}

/// Runs a closure in which permissions count, also when the tests run as root: root's power over files is laid down
/// for this thread only.
func withoutPrivileges<Result>(_ body: () throws -> Result) throws -> Result {
    #if os(Linux)
    if geteuid() == 0 {
        guard let symbol = dlsym(nil, "setfsuid") else { throw TestFailure(what: "no setfsuid") }
        typealias SetFileUser = @convention(c) (uid_t) -> Int32
        let setFileUser = unsafeBitCast(symbol, to: SetFileUser.self)
        _ = setFileUser(65534)
        defer { _ = setFileUser(0) }
        return try body()
    }
    #endif
    return try body()
}
