import ArgumentParser

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The Unix socket of the engine of a state folder.
struct EngineSocket: Hashable, Sendable {
    /// The longest path of a socket that every system takes; macOS holds 104 bytes with the zero at the end.
    static let maxPathBytes = 103

    /// The code of a failure when no engine has the state folder.
    static let noEngine = "no-engine"
    /// The code of a failure when one has it and cannot be reached.
    static let notReached = "engine-not-reached"
    /// The codes of ``unanswered``.
    static let unansweredCodes = [noEngine, notReached]

    let path: String
    private let folder: String

    init(stateDirectory: String) {
        var folder = stateDirectory
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        self.folder = folder
        path = "\(folder)/run/engine.sock"
    }

    /// The base of URLs that lead to it: the path is the host.
    var url: String { "http+unix://\(EngineClient.encoded(path))" }

    /// Nobody answers here: no engine is there, or one that cannot be reached and must not be taken for none.
    var unanswered: CommandFailure {
        guard let process = engineProcess else {
            return CommandFailure(
                code: Self.noEngine,
                message: "no engine answers at \(path); start it with `omniview serve`",
                exit: .unavailable
            )
        }
        return CommandFailure(
            code: Self.notReached,
            message: "an engine (process \(process)) has the state folder \(folder) but does not answer at its socket: "
                + "it starts or stops, or its socket was removed; wait, or end it with `kill \(process)` and start it "
                + "again",
            exit: .unavailable
        )
    }

    /// The process of the engine that has the state folder, however it is; nil when none has it.
    ///
    /// The lock counts, which the system takes from a process that ends. It is tried only when the process that its
    /// file names is there: to try it is to have it for a moment, in which an engine that starts would find it taken.
    var engineProcess: Int32? {
        let file = open("\(folder)/run/engine.lock", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(file, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(count, 0)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard let process = Int32(text), process > 0, kill(process, 0) == 0 || errno == EPERM else { return nil }
        return flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK ? process : nil
    }

    /// Throws when no engine can listen here.
    func check() throws(CommandFailure) {
        guard path.utf8.count <= Self.maxPathBytes else {
            throw CommandFailure(
                code: Self.noEngine,
                message: "no engine can listen at \(path): the path has \(path.utf8.count) bytes and "
                    + "\(Self.maxPathBytes) are possible; choose a shorter state folder",
                exit: .unavailable
            )
        }
    }
}
