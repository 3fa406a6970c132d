import PluginProtocol

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A Unix socket that is bound and listening, with its file.
struct UnixSocket {
    /// The socket; whoever accepts on it closes it.
    let descriptor: Int32
    /// The path of its file; whoever stops listening removes it.
    let path: String

    /// Binds a fresh name in `directory`.
    ///
    /// The file is private to its owner, or to its owner and `group`, from the moment it exists.
    ///
    /// - Throws: ``TransportError``: `invalidAddress` when the path is too long, `listenFailed`.
    init(in directory: String, group: String?) throws(TransportError) {
        path = "\(directory)/plugin\(UInt64.random(in: 0 ..< 1 << 40))"
        guard path.utf8.count <= PluginAddress.unixPathLimit else {
            throw TransportError(
                code: .invalidAddress,
                message: "the socket path \(path) has \(path.utf8.count) bytes; this system allows "
                    + "\(PluginAddress.unixPathLimit). Set TMPDIR or PLUGIN_UNIX_SOCKET_DIR to a shorter path"
            )
        }
        descriptor = try StreamSocket.open(family: AF_UNIX)
        do throws(TransportError) {
            try bind(mode: group == nil ? 0o600 : 0o660)
            if let group { try give(to: group) }
            guard listen(descriptor, 128) == 0 else { throw Self.failure("cannot listen at \(path)") }
        } catch {
            close(descriptor)
            unlink(path)
            throw error
        }
    }

    private func bind(mode: mode_t) throws(TransportError) {
        #if os(Linux)
        // The file takes the mode of the socket that is bound to it, so there is no moment with wider access.
        _ = fchmod(descriptor, mode)
        #endif
        let result = LocalAddress.unix(path: path).withSockaddr { bindDescriptor(descriptor, $0, $1) }
        guard result == 0 else { throw Self.failure("cannot bind \(path)") }
        // The umask may have taken bits away that the group needs.
        guard chmod(path, mode) == 0 else { throw Self.failure("cannot set the mode of \(path)") }
    }

    private func give(to group: String) throws(TransportError) {
        guard let id = SystemGroup.id(named: group) else {
            throw TransportError(code: .listenFailed, message: "there is no group \(group) on this system")
        }
        guard chown(path, uid_t.max, id) == 0 else {
            throw Self.failure("cannot give \(path) to group \(group)")
        }
    }

    private static func failure(_ what: String) -> TransportError {
        TransportError(code: .listenFailed, message: "\(what): \(String(cString: strerror(errno)))")
    }
}

/// The system's `bind`, which the name of a method hides.
private func bindDescriptor(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    bind(descriptor, address, length)
}
