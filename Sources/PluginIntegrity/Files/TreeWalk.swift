#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Receives what a ``TreeWalk`` finds.
package protocol TreeVisitor {
    mutating func visit(_ path: RelativePath, _ item: FoundItem) throws(IntegrityError)
}

/// Visits everything below a plugin's folder except what ``PluginLayout`` leaves out, folder by folder, each folder's
/// names sorted by their bytes. Never follows a symbolic link and never opens a path of more than one component.
package struct TreeWalk {
    private let root: PluginRoot
    private let limits: IntegrityLimits
    private var files = 0
    private var folders = 0

    package init(_ root: PluginRoot, limits: IntegrityLimits) {
        self.root = root
        self.limits = limits
    }

    /// A folder with more names than this passes another limit for certain, the names left out considered.
    private var nameLimit: Int { limits.maxFiles + limits.maxFolders + 1 + PluginLayout.runtimeFolders.count }

    /// Walks the whole tree.
    package mutating func run(_ visitor: inout some TreeVisitor) throws(IntegrityError) {
        let (names, number) = root.descriptor.names(limit: nameLimit)
        if number != 0 {
            throw IntegrityError(
                code: .unreadable,
                message:
                    "the plugin folder \(PathText.quoted(root.directory)) cannot be listed (\(errorText(number))); "
                    + "check its permissions",
                cause: SystemCallError(call: "readdir", errno: number)
            )
        }
        for name in names where name != Array(PluginLayout.manifestName.utf8) {
            let item = root.descriptor.find(name)
            if case .directory = item, PluginLayout.runtimeFolders.contains(where: { Array($0.utf8) == name }) {
                continue
            }
            try handle(RelativePath(name), item, depth: 1, &visitor)
        }
    }

    private mutating func handle(
        _ path: RelativePath,
        _ item: FoundItem,
        depth: Int,
        _ visitor: inout some TreeVisitor
    ) throws(IntegrityError) {
        guard case .directory(let folder) = item else {
            files += 1
            try check(files <= limits.maxFiles, "holds more than \(limits.maxFiles) files")
            if case .unreadable(let number) = item, [EMFILE, ENFILE, ENOMEM].contains(number) {
                throw IntegrityError(
                    code: .unreadable,
                    message: "\(PathText.quoted(path.shown)) in \(PathText.quoted(root.directory)) cannot be opened: "
                        + "this process is short of resources (\(errorText(number))); raise its limits and try again",
                    cause: SystemCallError(call: "openat", errno: number)
                )
            }
            return try visitor.visit(path, item)
        }
        folders += 1
        try check(folders <= limits.maxFolders, "holds more than \(limits.maxFolders) folders")
        try visitor.visit(path, item)
        let (names, number) = folder.names(limit: nameLimit)
        if number != 0 {
            return try visitor.visit(path, .unreadable(number))
        }
        for name in names {
            try check(depth < limits.maxDepth, "nests folders more than \(limits.maxDepth) deep")
            let child = RelativePath(path.bytes + [UInt8(ascii: "/")] + name)
            try check(child.bytes.count <= limits.maxPathBytes, "has a path of more than \(limits.maxPathBytes) bytes")
            try handle(child, folder.find(name), depth: depth + 1, &visitor)
        }
    }

    private func check(_ isWithin: Bool, _ what: String) throws(IntegrityError) {
        if !isWithin {
            throw IntegrityError(
                code: .limitExceeded,
                message: "the plugin folder \(PathText.quoted(root.directory)) \(what); remove what is not the plugin's"
            )
        }
    }
}
