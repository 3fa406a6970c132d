import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folders that hosts have left behind which were killed (docs/decisions/0015-socket-folders.md).
enum LeftDirectories {
    private static let swept = Mutex<Set<String>>([])

    /// Removes those in a folder, the first time that this process does so there.
    static func sweepOnce(below parent: String) {
        guard swept.withLock({ $0.insert(parent).inserted }) else { return }
        sweep(below: parent)
    }

    /// Removes those in a folder: of this user, locked by nobody, and without a socket that somebody listens on.
    ///
    /// A plugin that has outlived its host is such a somebody: another host may still attach to it.
    static func sweep(below parent: String) {
        let candidates = names(in: parent).map { parent == "/" ? "/\($0)" : "\(parent)/\($0)" }
        guard !candidates.isEmpty else { return }
        let sockets = ListeningSockets.paths() ?? []
        for path in candidates where !sockets.contains(where: { $0.hasPrefix("\(path)/") }) {
            guard let lock = DirectoryLock(taking: path) else { continue }
            DirectoryRemoval.remove(lock, at: path)
        }
    }

    private static func names(in parent: String) -> [String] {
        guard let stream = opendir(parent) else { return [] }
        defer { closedir(stream) }
        return DirectoryNames.read(stream, limit: .max) { isOurs($0) }.map {
            String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// Whether a name, which ends with a zero, is one that ``TemporaryDirectory`` gives.
    private static func isOurs(_ name: [CChar]) -> Bool {
        let bytes = name.dropLast().map { UInt8(bitPattern: $0) }
        return bytes.count == TemporaryDirectory.nameLength && bytes.starts(with: TemporaryDirectory.namePrefix.utf8)
            && bytes.dropFirst(TemporaryDirectory.namePrefix.utf8.count).allSatisfy {
                let character = Unicode.Scalar($0)
                return character.isASCII && (character.properties.isAlphabetic || (48...57).contains($0))
            }
    }
}
