import GRDB

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension StoreError {
    /// What SQLite or GRDB threw, in the words of this module.
    ///
    /// - Parameters:
    ///   - path: The database's file.
    init(_ error: any Error, path: String) {
        if let error = error as? StoreError {
            self = error
        } else if let error = error as? DatabaseError {
            self = Self.translated(error, path: path)
        } else if error is CancellationError {
            self.init(code: .cancelled, message: "the access to \(PathText.quoted(path)) was cancelled", cause: error)
        } else {
            // GRDB throws nothing else but its complaints of rows that are not what was asked for.
            self = .damaged(path, found: "a row of unexpected types", cause: error)
        }
    }

    static func damaged(_ path: String, found: String, cause: (any Error)? = nil) -> StoreError {
        StoreError(
            code: .damaged,
            message: "\(PathText.quoted(path)) is damaged (\(found)); "
                + "restart the engine, which sets the file aside and makes a new one",
            cause: cause
        )
    }

    static func replaced(_ path: String) -> StoreError {
        StoreError(
            code: .replaced,
            message: "somebody has removed or replaced \(PathText.quoted(path)) while the engine has it open; what "
                + "runs goes on, and nothing more is stored: restart the engine, which takes the file that is there"
        )
    }

    private static func translated(_ error: DatabaseError, path: String) -> StoreError {
        let failure = SQLiteFailure(
            code: error.extendedResultCode.rawValue,
            text: error.message ?? "no text"
        )
        let file = PathText.quoted(path)
        let code = Code(error.resultCode, path: path)
        let message =
            switch code {
            case .diskFull: "there is no room to write to \(file); free space on its disk, and try again"
            case .readOnly:
                "\(file) cannot be written to; make the file, its folder and its disk writable "
                    + "(a disk that an error made read-only: see the kernel's log)"
            case .busy: "\(file) is locked by another process; stop that process, and try again"
            case .damaged: StoreError.damaged(path, found: failure.text).message
            case .io: "the operating system could not read or write \(file); check its disk and permissions"
            case .limitExceeded: "a value is too long to be stored in \(file)"
            case .conflict: "the change contradicts what is stored in \(file)"
            case .cancelled: "the access to \(file) was cancelled"
            case .closed: "\(file) was closed; open the store again"
            default: "an access to \(file) failed: \(failure)"
            }
        return StoreError(code: code, message: message, cause: failure)
    }
}

extension StoreError.Code {
    /// The kind of one of SQLite's result codes.
    fileprivate init(_ code: ResultCode, path: String) {
        switch code {
        case .SQLITE_FULL: self = .diskFull
        case .SQLITE_READONLY: self = .readOnly
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: self = .busy
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: self = .damaged
        case .SQLITE_TOOBIG: self = .limitExceeded
        case .SQLITE_CONSTRAINT: self = .conflict
        case .SQLITE_INTERRUPT, .SQLITE_ABORT: self = .cancelled
        case .SQLITE_MISUSE: self = .closed
        // A full or a read-only disk also shows as these, when it is the index beside the log that cannot be written.
        case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_NOMEM:
            self = DiskState(of: path).code ?? .io
        default: self = .unexpected
        }
    }
}

/// What the disk below a file allows at the moment.
private struct DiskState {
    /// With less room than this, in bytes, it was the room that lacked. SQLite removes what it could not finish before it
    /// tells of the error, so a little is free again.
    private static let fullBelow: UInt64 = 256 << 10

    let code: StoreError.Code?

    init(of path: String) {
        let folder = StoreFiles.folder(of: path)
        if access(folder, W_OK) != 0, WriteProbe.isReadOnly(errno) {
            code = .readOnly
        } else if access(path, F_OK) == 0, access(path, W_OK) != 0, WriteProbe.isReadOnly(errno) {
            code = .readOnly
        } else if let refusal = WriteProbe.refusal(in: folder), WriteProbe.isReadOnly(refusal) {
            code = .readOnly
        } else {
            var status = statvfs()
            let known = statvfs(folder, &status) == 0
            let free = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
            code = known && !free.overflow && free.partialValue < Self.fullBelow ? .diskFull : nil
        }
    }
}
