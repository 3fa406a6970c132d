extension DefinitionParser {
    private static let viewForm = "a name: " + idForm

    mutating func readInterface(_ fields: Fields, into definition: inout PluginDefinition) {
        guard !isLegacy else { return }
        if let node = fields["ui"] {
            definition.ui = readInterface(node)
            if definition.ui != nil, fields["capabilities"] != nil, !definition.capabilities.contains(.ui) {
                let message = "the plugin has a `ui` but not the capability `ui`; add it to `capabilities`"
                bag.add(.warning, .contradiction, at: node.position, message)
            }
        } else if definition.capabilities.contains(.ui) {
            definition.ui = UserInterface()
        }
    }

    private mutating func readInterface(_ node: YAMLNode) -> UserInterface? {
        guard let fields = fields(node, path: "ui", keys: DefinitionKeys.ui) else { return nil }
        var interface = UserInterface()
        if let entry = readScript(fields["entry"], path: "ui.entry") { interface.entry = entry }
        if let isolation = word(fields["isolation"], path: "ui.isolation", of: UserInterface.Isolation.self) {
            interface.isolation = isolation
        }
        interface.views = readViews(fields["views"])
        interface.contributions = readContributions(fields["contributions"], views: interface.views)
        interface.extensionPoints = readExtensionPoints(fields["extension_points"])
        interface.methods = readMethods(fields["methods"])
        return interface
    }

    private mutating func readViews(_ node: YAMLNode?) -> [UserInterface.View] {
        var views: [UserInterface.View] = []
        for item in list(node, path: "ui.views") ?? [] {
            let required = ["id", "title"]
            let keys = DefinitionKeys.view
            guard let fields = fields(item.node, path: item.path, keys: keys, required: required) else { continue }
            let id = readName(fields["id"], path: fields.path(of: "id"))
            let view = UserInterface.View(
                id: id ?? "",
                title: phrase(fields["title"], path: fields.path(of: "title")) ?? "",
                entry: readScript(fields["entry"], path: fields.path(of: "entry")),
                icon: readIcon(fields["icon"], path: fields.path(of: "icon"))
            )
            if let id, views.contains(where: { $0.id == id }), let node = fields["id"] {
                reportDuplicate(id, path: "ui.views", at: node.position)
            }
            // An unnamed view stays in the list, so that its problems do not make others appear.
            views.append(view)
        }
        return views
    }

    private mutating func readContributions(
        _ node: YAMLNode?,
        views: [UserInterface.View]
    ) -> [UserInterface.Contribution] {
        var contributions: [UserInterface.Contribution] = []
        for item in list(node, path: "ui.contributions") ?? [] {
            let required = ["point", "id", "title"]
            let keys = DefinitionKeys.contribution
            guard let fields = fields(item.node, path: item.path, keys: keys, required: required) else { continue }
            let point = readPoint(fields["point"], path: fields.path(of: "point"))
            let id = readName(fields["id"], path: fields.path(of: "id"))
            let title = phrase(fields["title"], path: fields.path(of: "title"))
            let icon = readIcon(fields["icon"], path: fields.path(of: "icon"))
            let view = readName(fields["view"], path: fields.path(of: "view"))
            if let view, let node = fields["view"] {
                checkReference(to: view, what: "view", among: views.map(\.id), at: node.position)
            }
            if let id, contributions.contains(where: { $0.id == id }), let node = fields["id"] {
                reportDuplicate(id, path: "ui.contributions", at: node.position)
            }
            guard let point, let id, let title else { continue }
            contributions.append(.init(point: point, id: id, title: title, icon: icon, view: view))
        }
        return contributions
    }

    private mutating func readExtensionPoints(_ node: YAMLNode?) -> [UserInterface.OfferedPoint] {
        var points: [UserInterface.OfferedPoint] = []
        for item in list(node, path: "ui.extension_points") ?? [] {
            let keys = DefinitionKeys.extensionPoint
            guard let fields = fields(item.node, path: item.path, keys: keys, required: keys) else { continue }
            let id = readName(fields["id"], path: fields.path(of: "id"))
            let title = phrase(fields["title"], path: fields.path(of: "title"))
            if let id, points.contains(where: { $0.id == id }), let node = fields["id"] {
                reportDuplicate(id, path: "ui.extension_points", at: node.position)
            }
            guard let id, let title else { continue }
            points.append(.init(id: id, title: title))
        }
        return points
    }

    private mutating func readMethods(_ node: YAMLNode?) -> [MethodPattern] {
        var methods: [MethodPattern] = []
        for item in list(node, path: "ui.methods") ?? [] {
            guard let text = string(item.node, path: item.path) else { continue }
            guard let pattern = MethodPattern(text) else {
                let message =
                    "`\(item.path)` must be `package.Service/Method`, or `package.Service/*` for all of a service"
                bag.add(.error, .invalidName, at: item.node.position, "\(message); this is \(Printable.quote(text))")
                continue
            }
            if methods.contains(pattern) { reportDuplicate(text, path: "ui.methods", at: item.node.position) }
            methods.append(pattern)
        }
        return methods
    }

    private mutating func readPoint(_ node: YAMLNode?, path: String) -> ExtensionPoint? {
        guard let node, let text = string(node, path: path) else { return nil }
        if let point = ExtensionPoint(text) { return point }
        guard text.contains("/") else {
            reportUnknown(
                text,
                what: "extension point",
                among: ExtensionPoint.builtIn.map(\.description),
                code: .unknownWord,
                at: node.position
            )
            return nil
        }
        let message = "`\(path)` must be `<plugin-id>/<name>` in small letters, digits and `-`"
        bag.add(.error, .invalidName, at: node.position, "\(message); this is \(Printable.quote(text))")
        return nil
    }

    private mutating func readName(_ node: YAMLNode?, path: String) -> String? {
        name(node, path: path, form: Self.viewForm, where: PluginID.isValid)
    }

    /// A script inside `assets/`.
    private mutating func readScript(_ node: YAMLNode?, path: String) -> String? {
        guard let node, let text = string(node, path: path) else { return nil }
        if let problem = RelativePath.problem(with: text) {
            let message = "`\(path)` \(Printable.quote(text)) \(problem); it is a path inside `assets/`"
            bag.add(.error, .unsafePath, at: node.position, message)
            return nil
        }
        guard text.hasSuffix(".js") || text.hasSuffix(".mjs"), text.unicodeScalars.allSatisfy(Self.isPathScalar) else {
            let message = "`\(path)` must be a `.js` or `.mjs` file; this is \(Printable.quote(text))"
            bag.add(.error, .invalidName, at: node.position, message)
            return nil
        }
        return text
    }

    /// What needs no escaping in a URL.
    private static func isPathScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "/", "@", "+": true
        default: false
        }
    }

    mutating func checkReference(to name: String, what: String, among names: [String], at position: Position) {
        guard !names.contains(name) else { return }
        guard !bag.isFull else {
            bag.add(.error, .unknownReference, at: position, "")
            return
        }
        let suggestion = Spelling.nearest(to: name, in: names)
        let hint = suggestion.map { "; did you mean `\($0)`?" } ?? ""
        let message = "there is no \(what) `\(name)` in this definition\(hint)"
        bag.add(.error, .unknownReference, at: position, message, suggestion: suggestion)
    }
}
