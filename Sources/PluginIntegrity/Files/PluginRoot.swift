#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A plugin's folder, held by descriptor. All reading below starts here, so that exchanging the folder, or a folder
/// above it, changes nothing for who has opened it.
package struct PluginRoot: Sendable {
    /// The path as given, without slashes at the end.
    package let directory: String

    package let descriptor: Descriptor

    /// Opens the folder. Symbolic links above it are followed; the folder itself must not be one.
    package init(_ directory: String) throws(IntegrityError) {
        let shown = PathText.quoted(directory)
        guard !directory.isEmpty, !directory.utf8.contains(0) else {
            throw IntegrityError(code: .invalidPath, message: "\(shown) is not a path; give the plugin's folder")
        }
        self.directory = Self.withoutTail(directory)
        let path = cString(self.directory.utf8)
        let (raw, number) = retrying { open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
        guard raw >= 0 else {
            throw Self.error(errno: number, directory: self.directory)
        }
        descriptor = Descriptor(raw)
    }

    /// Removes `/` and `/.` at the end, both of which would make the last component followed when it is a link.
    private static func withoutTail(_ directory: String) -> String {
        var bytes = Array(directory.utf8)
        while bytes.count > 1, bytes.hasSuffix("/") || bytes.hasSuffix("/.") {
            bytes.removeLast()
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func error(errno number: Int32, directory: String) -> IntegrityError {
        let shown = PathText.quoted(directory)
        let cause = SystemCallError(call: "open", errno: number)
        var buffer = [CChar](repeating: 0, count: 1)
        if number == ELOOP || number == ENOTDIR, readlink(directory, &buffer, buffer.count) >= 0 {
            return IntegrityError(
                code: .symbolicLink,
                message: "the plugin folder \(shown) is a symbolic link; give the path of the folder it points to",
                cause: cause
            )
        }
        switch number {
        case ENOENT:
            return IntegrityError(
                code: .notFound,
                message: "the plugin folder \(shown) does not exist; check the path",
                cause: cause
            )
        case ENOTDIR:
            return IntegrityError(
                code: .notADirectory,
                message: "\(shown) is not a folder; give the folder that holds the plugin's plugin.yaml",
                cause: cause
            )
        default:
            return IntegrityError(
                code: .unreadable,
                message: "the plugin folder \(shown) cannot be opened (\(errorText(number))); check its permissions",
                cause: cause
            )
        }
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ suffix: String) -> Bool {
        self.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
}
