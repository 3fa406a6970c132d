/// Finds any of a set of values in bytes, in time that grows with the bytes alone.
///
/// The automaton of Aho and Corasick: a tree of all values, each of whose nodes knows where to go on when the next byte
/// does not fit. Children are lists, not tables, so that its size grows with the values alone.
struct SecretValues: Sendable {
    /// How many bytes a value needs to be looked for: shorter ones are in every text.
    static let minimumBytes = 4
    /// How long a value may be, in bytes; only the beginning of a longer one is looked for.
    static let maximumBytes = 8 << 10
    /// How many values are looked for; further ones are not.
    static let maximumValues = 256

    private struct Node {
        var byte: UInt8
        /// Length of the path to here.
        var depth: Int32
        var child: Int32 = -1
        var sibling: Int32 = -1
        var fail: Int32 = 0
        /// Length of the longest value that ends here; 0 for none.
        var match: Int32 = 0
    }

    private var nodes: [Node] = [Node(byte: 0, depth: 0)]

    /// Prepares the search.
    ///
    /// Of a value with several lines each line is looked for as well, because a log comes by lines.
    init(_ values: some Collection<String>) {
        for value in values.sorted().prefix(Self.maximumValues) {
            let bytes = Array(value.utf8.prefix(Self.maximumBytes))
            insert(bytes[...])
            let lines = bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            // A short line of a long value, such as a brace, is no secret.
            if lines.count > 1 { for line in lines where line.count >= 2 * Self.minimumBytes { insert(line) } }
        }
        link()
    }

    var isEmpty: Bool { nodes.count == 1 }

    /// Where the values are, in order, without overlaps.
    ///
    /// - Parameter isCut: whether the bytes go on where nobody looks; then the beginning of a value at their end counts.
    func ranges(in bytes: [UInt8], isCut: Bool) -> [Range<Int>] {
        if isEmpty { return [] }
        var ranges: [Range<Int>] = []
        var state: Int32 = 0
        for (index, byte) in bytes.enumerated() {
            state = step(from: state, byte)
            let length = Int(nodes[Int(state)].match)
            if length > 0 { Self.add(index + 1 - length..<index + 1, to: &ranges) }
        }
        let depth = Int(nodes[Int(state)].depth)
        if isCut, depth >= Self.minimumBytes { Self.add(bytes.count - depth..<bytes.count, to: &ranges) }
        return ranges
    }

    /// Ends come in rising order, so only the last ranges can touch a new one.
    private static func add(_ range: Range<Int>, to ranges: inout [Range<Int>]) {
        var range = range
        while let last = ranges.last, last.upperBound >= range.lowerBound {
            range = min(last.lowerBound, range.lowerBound)..<max(last.upperBound, range.upperBound)
            ranges.removeLast()
        }
        ranges.append(range)
    }

    private mutating func insert(_ value: ArraySlice<UInt8>) {
        guard value.count >= Self.minimumBytes else { return }
        var state: Int32 = 0
        for byte in value {
            if let next = child(of: state, byte) {
                state = next
            } else {
                let node = Node(byte: byte, depth: nodes[Int(state)].depth + 1, sibling: nodes[Int(state)].child)
                nodes.append(node)
                nodes[Int(state)].child = Int32(nodes.count - 1)
                state = Int32(nodes.count - 1)
            }
        }
        nodes[Int(state)].match = Int32(value.count)
    }

    /// Says of each node where to go on, nearest to the root first.
    private mutating func link() {
        var queue: [Int32] = [0]
        var next = 0
        while next < queue.count {
            let parent = queue[next]
            next += 1
            var child = nodes[Int(parent)].child
            while child >= 0 {
                if parent != 0 {
                    let fail = step(from: nodes[Int(parent)].fail, nodes[Int(child)].byte)
                    nodes[Int(child)].fail = fail
                    nodes[Int(child)].match = max(nodes[Int(child)].match, nodes[Int(fail)].match)
                }
                queue.append(child)
                child = nodes[Int(child)].sibling
            }
        }
    }

    private func step(from state: Int32, _ byte: UInt8) -> Int32 {
        var state = state
        while true {
            if let next = child(of: state, byte) { return next }
            if state == 0 { return 0 }
            state = nodes[Int(state)].fail
        }
    }

    private func child(of state: Int32, _ byte: UInt8) -> Int32? {
        var child = nodes[Int(state)].child
        while child >= 0 {
            if nodes[Int(child)].byte == byte { return child }
            child = nodes[Int(child)].sibling
        }
        return nil
    }
}
