#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folder with the engine's socket and token.
struct RunDirectory: Sendable {
    let configuration: ServerConfiguration

    /// Makes the folder, and makes sure that it is this user's and nobody else can enter it.
    func prepare() throws(EngineServerError) {
        let path = configuration.runDirectory
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw Self.failure("cannot make the folder \(path)") }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("cannot open the folder \(path)") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure("cannot look at the folder \(path)") }
        guard status.st_uid == geteuid() else {
            throw EngineServerError(.configuration, "the folder \(path) belongs to another user; choose your own")
        }
        guard fchmod(descriptor, 0o700) == 0 else { throw Self.failure("cannot close the folder \(path) to others") }
    }

    /// Removes a socket that a dead engine left behind; throws when somebody answers, or something else is there.
    func clearSocket() throws(EngineServerError) {
        let path = configuration.socketPath
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw EngineServerError(.configuration, "\(path) is in the way and is no socket; remove it")
        }
        guard !isAnswered(path) else {
            throw EngineServerError(.alreadyRunning, "another engine answers at \(path); stop it first")
        }
        guard unlink(path) == 0 || errno == ENOENT else { throw Self.failure("cannot remove the old socket \(path)") }
    }

    /// Closes the socket to other users and says which file it is.
    func sealSocket() throws(EngineServerError) -> FileIdentity {
        let path = configuration.socketPath
        guard chmod(path, 0o600) == 0, let identity = FileIdentity(of: path) else {
            throw Self.failure("cannot close the socket \(path) to others")
        }
        return identity
    }

    /// Removes the socket, unless the file is not the one that was made.
    func removeSocket(_ identity: FileIdentity) {
        guard FileIdentity(of: configuration.socketPath) == identity else { return }
        unlink(configuration.socketPath)
    }

    /// Puts a token into its file, in one step.
    func store(_ token: Secret) throws(EngineServerError) {
        let path = configuration.tokenPath
        let fresh = path + ".new"
        unlink(fresh)
        let descriptor = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("cannot make the token's file \(fresh)") }
        let bytes = Array((token.text + "\n").utf8)
        let count = write(descriptor, bytes, bytes.count)
        close(descriptor)
        guard count == bytes.count, rename(fresh, path) == 0 else {
            let failure = Self.failure("cannot write the token's file \(path)")
            unlink(fresh)
            throw failure
        }
    }

    /// Removes the token's file: with the engine gone it opens nothing.
    func removeToken() {
        unlink(configuration.tokenPath)
    }

    private func isAnswered(_ path: String) -> Bool {
        #if canImport(Glibc)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // One that is too busy to accept must not hang this one.
        guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { return false }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
                    || errno == EAGAIN || errno == EINPROGRESS
            }
        }
    }

    private static func failure(_ what: String) -> EngineServerError {
        EngineServerError(.system, "\(what): \(String(cString: strerror(errno)))")
    }
}

/// Which file a path leads to.
struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let number: UInt64

    init?(of path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(status.st_ino)
    }
}
