/// Builds the tree of one document from events, within limits and without recursion.
///
/// Every alias is charged with the full cost of what it names, computed once per anchor; an "alias bomb" is therefore
/// refused at the alias that would pass a limit, before anything has grown.
struct YAMLComposer {
    /// What a value takes, with all that is in it, each alias counted as if it were written out.
    private struct Cost {
        var nodes = 1
        var bytes = 0
        var height = 1

        mutating func contain(_ inner: Cost) {
            nodes += inner.nodes
            bytes += inner.bytes
            height = max(height, inner.height + 1)
        }
    }

    private struct Frame {
        let isMapping: Bool
        let position: Position
        let anchor: String?
        var items: [YAMLNode] = []
        var entries: [YAMLNode.Entry] = []
        var places: [String: Position] = [:]
        var key: Key = .awaited
        var cost = Cost()
    }

    private enum Key {
        case awaited
        case read(String, Position)
        /// The key was refused; its value is read and dropped.
        case dropped
    }

    private struct Anchored {
        let node: YAMLNode
        let cost: Cost
    }

    /// A limit was passed, and the rest of the file is not looked at.
    private struct GivenUp: Error {}

    private let limits: DefinitionLimits
    private var bag: DiagnosticBag
    private var frames: [Frame] = []
    private var anchors: [String: Anchored] = [:]
    private var nodes = 0
    private var bytes = 0
    private var aliases = 0
    private var root: YAMLNode?

    /// The root of the only document, or nil when there is no whole document; why is then in the bag.
    static func compose(
        _ bytes: UnsafeBufferPointer<UInt8>,
        limits: DefinitionLimits,
        into bag: inout DiagnosticBag
    ) -> YAMLNode? {
        var composer = YAMLComposer(limits: limits, bag: bag)
        defer { bag = composer.bag }
        do throws(YAMLEvents.SyntaxError) {
            return try composer.run(YAMLEvents(bytes))
        } catch {
            composer.report(error, in: bytes)
            return nil
        }
    }

    private init(limits: DefinitionLimits, bag: DiagnosticBag) {
        self.limits = limits
        self.bag = bag
    }

    private mutating func run(_ source: consuming YAMLEvents) throws(YAMLEvents.SyntaxError) -> YAMLNode? {
        var documents = 0
        while true {
            let (event, position) = try source.next()
            switch event {
            case .streamStart, .documentEnd: continue
            case .streamEnd:
                if documents == 0 {
                    bag.add(.error, .emptyFile, at: .start, "the file is empty; a definition needs at least an `id`")
                }
                return root
            case .documentStart:
                documents += 1
                guard documents == 1 else {
                    bag.add(
                        .error,
                        .multipleDocuments,
                        at: position,
                        "a second document starts here; a definition is one document, without `---` between its keys"
                    )
                    return root
                }
            default:
                do {
                    try take(event, at: position)
                } catch {
                    return nil
                }
            }
        }
    }

    private mutating func take(_ event: YAMLEvents.Event, at position: Position) throws(GivenUp) {
        switch event {
        case .scalar(let text, let isPlain, let anchor, let tag):
            let cost = Cost(bytes: text.utf8.count)
            try charge(cost, at: position)
            refuse(tag: tag, at: position)
            let node = YAMLNode(value: .scalar(YAMLScalar(text: text, isPlain: isPlain)), position: position)
            place(node, cost: cost, anchor: anchor)
        case .sequenceStart(let anchor, let tag):
            try open(Frame(isMapping: false, position: position, anchor: anchor), tag: tag)
        case .mappingStart(let anchor, let tag):
            try open(Frame(isMapping: true, position: position, anchor: anchor), tag: tag)
        case .collectionEnd:
            guard let frame = frames.popLast() else { return }
            let value: YAMLNode.Value = frame.isMapping ? .mapping(frame.entries) : .sequence(frame.items)
            let node = YAMLNode(value: value, position: frame.position)
            place(node, cost: frame.cost, anchor: frame.anchor)
        case .alias(let name): try follow(name, at: position)
        case .documentStart, .documentEnd, .streamStart, .streamEnd: break
        }
    }

    private mutating func open(_ frame: Frame, tag: String?) throws(GivenUp) {
        try charge(Cost(), at: frame.position)
        try checkDepth(frames.count + 1, at: frame.position)
        refuse(tag: tag, at: frame.position)
        frames.append(frame)
    }

    private mutating func follow(_ name: String, at position: Position) throws(GivenUp) {
        aliases += 1
        guard aliases <= limits.aliases else {
            let message = "a definition may use \(limits.aliases) aliases; write the values out"
            bag.add(.error, .tooManyAliases, at: position, message)
            throw GivenUp()
        }
        guard let target = anchors[name] else {
            let shown = Printable.quote("*" + name)
            bag.add(.error, .unknownAlias, at: position, "\(shown) names no anchor that is complete before this line")
            place(YAMLNode(value: .broken, position: position), cost: Cost(), anchor: nil)
            return
        }
        try charge(target.cost, at: position)
        try checkDepth(frames.count + target.cost.height, at: position)
        var node = target.node
        node.position = position
        place(node, cost: target.cost, anchor: nil)
    }

    private mutating func charge(_ cost: Cost, at position: Position) throws(GivenUp) {
        nodes += cost.nodes
        bytes += cost.bytes
        guard nodes <= limits.nodes else {
            bag.add(
                .error,
                .tooManyNodes,
                at: position,
                "a definition may have \(limits.nodes) keys and values, counting what aliases repeat"
            )
            throw GivenUp()
        }
        guard bytes <= limits.fileBytes else {
            let message = "a definition may have \(limits.fileBytes) bytes, counting what aliases repeat"
            bag.add(.error, .fileTooLarge, at: position, message)
            throw GivenUp()
        }
    }

    private mutating func checkDepth(_ depth: Int, at position: Position) throws(GivenUp) {
        guard depth <= limits.depth else {
            reportDepth(at: position)
            throw GivenUp()
        }
    }

    private mutating func reportDepth(at position: Position) {
        bag.add(.error, .tooDeep, at: position, "values are nested deeper than \(limits.depth) levels")
    }

    private mutating func refuse(tag: String?, at position: Position) {
        guard let tag else { return }
        let short = tag.hasPrefix("tag:yaml.org,2002:") ? "!!" + tag.dropFirst("tag:yaml.org,2002:".count) : tag
        bag.add(.error, .tag, at: position, "remove the tag \(Printable.quote(short)); for a string, use quotes")
    }

    /// Puts a finished node where it belongs: into the collection around it, as a key or a value, or at the root.
    private mutating func place(_ node: YAMLNode, cost: Cost, anchor: String?) {
        if let anchor { anchors[anchor] = Anchored(node: node, cost: cost) }
        guard var frame = frames.popLast() else {
            root = node
            return
        }
        frame.cost.contain(cost)
        if !frame.isMapping {
            frame.items.append(node)
        } else if case .awaited = frame.key {
            frame.key = key(from: node, in: &frame)
        } else {
            if case .read(let key, let position) = frame.key {
                frame.entries.append(YAMLNode.Entry(key: key, keyPosition: position, value: node))
            }
            frame.key = .awaited
        }
        frames.append(frame)
    }

    private mutating func key(from node: YAMLNode, in frame: inout Frame) -> Key {
        guard case .scalar(let scalar) = node.value else {
            if case .broken = node.value { return .dropped }
            bag.add(.error, .complexKey, at: node.position, "a key must be a word, not a list or a mapping")
            return .dropped
        }
        if scalar.isPlain, scalar.text == "<<" {
            bag.add(.error, .mergeKey, at: node.position, "`<<` is not used in a definition; write the keys out")
            return .dropped
        }
        if let first = frame.places[scalar.text] {
            let shown = Printable.quote(scalar.text)
            bag.add(.error, .duplicateKey, at: node.position, "\(shown) is already set in line \(first.line)")
            return .dropped
        }
        frame.places[scalar.text] = node.position
        return .read(scalar.text, node.position)
    }
}

extension YAMLComposer {
    private mutating func report(_ error: YAMLEvents.SyntaxError, in bytes: UnsafeBufferPointer<UInt8>) {
        if let tab = SourceLines(bytes).indentingTab(upTo: error.position) {
            bag.add(.error, .tab, at: tab, "a tab stands in the indentation; YAML is indented with spaces")
            return
        }
        // The parser looks ahead inside `[[[[` and reaches a limit of its own before the events get here.
        if error.problem.hasPrefix("Maximum nesting level") {
            reportDepth(at: SourceLines(bytes).clamp(error.position))
            return
        }
        var message = "this is not YAML: \(error.problem)"
        if let context = error.context, !context.isEmpty { message += " (\(context))" }
        if error.problem.hasPrefix("mapping values are not allowed") {
            message += "; a value that contains `: ` needs quotes"
        }
        bag.add(.error, .yamlSyntax, at: SourceLines(bytes).clamp(error.position), message)
    }
}
