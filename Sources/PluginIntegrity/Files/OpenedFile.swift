#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file that is open for reading, with what `fstat` said when it was opened.
package struct OpenedFile: Sendable {
    package let descriptor: Descriptor
    package let info: FileInfo
}

/// What a name in a folder turned out to be once it was opened.
package enum FoundItem: Sendable {
    case file(OpenedFile)
    case directory(Descriptor)
    case symbolicLink(target: String)
    case special(SpecialFileKind)
    case unreadable(Int32)
    case vanished
}

extension Descriptor {
    /// Opens a name in this folder and looks at what was opened. Only when it cannot be opened is its name looked at,
    /// to say why.
    package func find(_ name: some Sequence<UInt8>) -> FoundItem {
        let (descriptor, number) = open(name)
        guard let descriptor else {
            return closedItem(name, errno: number)
        }
        let (info, infoErrno) = descriptor.info()
        guard let info else { return .unreadable(infoErrno) }
        return switch info.kind {
        case .regular: .file(OpenedFile(descriptor: descriptor, info: info))
        case .directory: .directory(descriptor)
        case .special(let kind): .special(kind)
        }
    }

    /// Opens a listed file, component by component, through real folders only.
    package func find(_ path: RelativePath) -> FoundItem {
        var folder = self
        let components = path.components
        for component in components.dropLast() {
            let found = folder.find(component)
            guard case .directory(let next) = found else {
                if case .file = found { return .vanished }
                return found
            }
            folder = next
        }
        return folder.find(components.last ?? [])
    }

    private func closedItem(_ name: some Sequence<UInt8>, errno number: Int32) -> FoundItem {
        if number == ENOENT {
            return .vanished
        }
        if let target = linkTarget(name) {
            return .symbolicLink(target: PathText.shown(target))
        }
        // A socket cannot be opened, nor can a device without a driver.
        var status = stat()
        let path = cString(name)
        if retrying({ fstatat(raw, path, &status, AT_SYMLINK_NOFOLLOW) }).value == 0,
            case .special(let kind) = FileInfo(status).kind
        {
            return .special(kind)
        }
        return .unreadable(number)
    }
}
