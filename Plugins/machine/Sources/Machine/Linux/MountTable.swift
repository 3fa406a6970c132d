/// A line of `/proc/self/mountinfo`.
struct Mount: Equatable, Sendable {
    /// Major and minor number, such as `254:0`. Those with the major number 0 are on no device of their own.
    var device: String
    var path: String
    var fileSystem: String
    /// Such as `/dev/vda1`.
    var source: String

    /// The mounts of file systems on disks, each once; at most so many.
    ///
    /// What is no disk to a user is left out: the kernel's own, those in memory or on another machine, and images such
    /// as those of packages. The root is there whatever it is on: in a container it is often none of these.
    static func disks(_ text: TextCursor, most: Int = 32) -> [Mount] {
        var text = text
        var mounts: [Mount] = []
        while var line = text.line(), mounts.count < most {
            guard let mount = Mount(&line), mount.isDisk else { continue }
            // A file system may be mounted in many places; the shortest path is the one it is known by.
            if let known = mounts.firstIndex(where: { $0.isSameFileSystem(as: mount) }) {
                if mount.path.utf8.count < mounts[known].path.utf8.count { mounts[known] = mount }
            } else {
                mounts.append(mount)
            }
        }
        return mounts
    }

    private var isDisk: Bool {
        if path == "/" { return true }
        if fileSystem == "squashfs" || fileSystem == "iso9660" { return false }
        return source.hasPrefix("/dev/") || fileSystem == "zfs"
    }

    private func isSameFileSystem(as other: Mount) -> Bool {
        // Parts of one btrfs have numbers of their own and the same source.
        device == other.device || (source.hasPrefix("/") && source == other.source)
    }
}

extension Mount {
    /// `36 35 98:0 /root /path options [optional fields ...] - ext4 /dev/sda1 options`
    fileprivate init?(_ line: inout TextCursor) {
        guard line.skip(words: 2), let device = line.word(), line.skip(words: 1), let path = line.word() else {
            return nil
        }
        while let word = line.word() {
            guard word.says("-") else { continue }
            guard let fileSystem = line.word(), let source = line.word() else { return nil }
            self.init(
                device: String(showing: device),
                path: Self.unescaped(path),
                fileSystem: String(showing: fileSystem),
                source: Self.unescaped(source)
            )
            return
        }
        return nil
    }

    /// Blanks and backslashes are written as three octal digits: `\040`.
    private static func unescaped(_ word: ArraySlice<UInt8>) -> String {
        guard word.contains(UInt8(ascii: "\\")) else { return String(decoding: word, as: UTF8.self) }
        var bytes: [UInt8] = []
        var rest = word
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3).map { $0 &- UInt8(ascii: "0") }
            if byte == UInt8(ascii: "\\"), digits.count == 3, digits.allSatisfy({ $0 < 8 }), digits[0] < 4 {
                bytes.append(digits[0] << 6 | digits[1] << 3 | digits[2])
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
