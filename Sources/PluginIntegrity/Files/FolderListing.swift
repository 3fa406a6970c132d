#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Lists a folder of folders, in which plugins are looked for.
package enum FolderListing {
    /// The names in a folder as bytes, sorted by them, without `.` and `..`.
    ///
    /// - Parameters:
    ///   - directory: The folder; links are followed.
    ///   - limit: How many names may be there.
    /// - Throws: ``IntegrityError/Code/limitExceeded`` when there are more, ``IntegrityError/Code/notFound``,
    ///   ``IntegrityError/Code/notADirectory``, ``IntegrityError/Code/unreadable``.
    package static func names(of directory: String, limit: Int) throws(IntegrityError) -> [[UInt8]] {
        let shown = PathText.quoted(directory)
        let (raw, openErrno) = retrying { open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard raw >= 0 else { throw error(shown, "open", openErrno) }
        let (names, number) = Descriptor(raw).names(limit: limit)
        if number != 0 { throw error(shown, "readdir", number) }
        if names.count > limit {
            throw IntegrityError(
                code: .limitExceeded,
                message: "the folder \(shown) holds more than \(limit) names; remove what does not belong there"
            )
        }
        return names
    }

    private static func error(_ shown: String, _ call: String, _ number: Int32) -> IntegrityError {
        let code: IntegrityError.Code =
            switch number {
            case ENOENT: .notFound
            case ENOTDIR: .notADirectory
            default: .unreadable
            }
        return IntegrityError(
            code: code,
            message: "the folder \(shown) cannot be listed (\(errorText(number))); check the path and its permissions",
            cause: SystemCallError(call: call, errno: number)
        )
    }
}
