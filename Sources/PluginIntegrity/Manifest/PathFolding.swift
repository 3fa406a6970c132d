/// Makes one key of all spellings that some file system takes for the same name.
enum PathFolding {
    /// The key of a component.
    ///
    /// Case is folded with Unicode's full mappings in both directions, code points that HFS+ ignores are dropped,
    /// and `String` compares by canonical equivalence, so that NFC and NFD spellings have equal keys. Where this
    /// folds more than a given file system does, two odd names are refused that could have been told apart.
    static func key(_ component: Substring) -> String {
        if component.utf8.allSatisfy({ $0 < 0x80 }) {
            return component.lowercased()
        }
        var visible = String.UnicodeScalarView()
        for scalar in component.unicodeScalars where !scalar.properties.isDefaultIgnorableCodePoint {
            visible.append(scalar)
        }
        return String(visible).uppercased().lowercased()
    }
}

/// Finds paths that are the same file, or a file and a folder at once, on at least one supported file system.
package struct PathCollisions {
    private struct Key: Hashable {
        let parent: Int
        let folded: String
    }

    private struct Node {
        let id: Int
        let spelling: [UInt8]
        let isFile: Bool
        let firstPath: String
    }

    private var nodes: [Key: Node] = [:]

    package init() {}

    /// How many different names were taken in, those of folders included.
    package var count: Int { nodes.count }

    /// Takes in the path of a file or, when asked, of a folder, and returns what is wrong with it beside the paths taken
    /// in before, if anything. A folder may be there already.
    package mutating func insert(_ path: String, isFolder: Bool = false) -> String? {
        var parent = 0
        let components = PathText.components(path)
        for (index, component) in components.enumerated() {
            let isFile = !isFolder && index == components.count - 1
            let key = Key(parent: parent, folded: PathFolding.key(component))
            guard let known = nodes[key] else {
                let node = Node(id: nodes.count + 1, spelling: Array(component.utf8), isFile: isFile, firstPath: path)
                nodes[key] = node
                parent = node.id
                continue
            }
            if known.spelling != Array(component.utf8) {
                let other = PathText.quoted(known.firstPath)
                return "and \(other) differ only in case or in the Unicode form of their characters; rename one of them"
            }
            if known.isFile && isFile {
                return "is listed twice"
            }
            if known.isFile || isFile {
                return "is listed as a file and as a folder"
            }
            parent = known.id
        }
        return nil
    }
}
