#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A private directory (0700) for the sockets and temporary files of one backend.
///
/// It becomes the backend's `TMPDIR`: every go-plugin version makes its socket there, nobody else can reach it, and
/// whatever a killed backend leaves behind goes with the directory.
struct TemporaryDirectory: Sendable {
    let path: String

    /// The longest parent, in bytes: a socket path holds about 100, and plugins choose names of up to 30.
    private static let maximumParentLength = 60

    /// Makes the directory below the host's own `TMPDIR`, or below `/tmp` when that is not set or too long for sockets.
    init() throws(PluginHostError) {
        let chosen = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        let parent = chosen.isEmpty || chosen.utf8.count > Self.maximumParentLength ? "/tmp" : chosen
        let template = "\(parent)/ov-XXXXXX"
        var buffer = Array(template.utf8CString)
        guard mkdtemp(&buffer) != nil else {
            throw PluginHostError(
                code: .system,
                message: "cannot make a temporary directory like \(template): \(String(cString: strerror(errno)))"
            )
        }
        path = String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes the directory and all below it, as far as the system lets it.
    func remove() {
        removeTree(path)
    }

    /// Walks without following links: what a backend put there must not lead out of the directory.
    private func removeTree(_ path: String) {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
                }
                if name == "." || name == ".." { continue }
                let child = "\(path)/\(name)"
                var status = stat()
                guard lstat(child, &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR {
                    removeTree(child)
                } else {
                    unlink(child)
                }
            }
            closedir(directory)
        }
        rmdir(path)
    }
}
