extension DefinitionParser {
    static let idForm = "1 to 64 of `a`-`z`, `0`-`9` and `-`, beginning with a letter or digit"

    /// A plugin id, and exactly what is wrong with one that is not.
    mutating func readID(_ node: YAMLNode?, path: String) -> PluginID? {
        guard let node, let text = string(node, path: path) else { return nil }
        if let id = PluginID(text) { return id }
        let shown = Printable.quote(text)
        if text.isEmpty {
            bag.add(.error, .invalidID, at: node.position, "`\(path)` is empty; it must be \(Self.idForm)")
        } else if let (scalar, double) = Confusables.first(in: text) {
            var message = "`\(path)` \(shown) contains \(Confusables.name(of: scalar))"
            if let double { message += ", which looks like `\(double)`" }
            let skeleton = Confusables.skeleton(of: text).lowercased()
            let suggestion = PluginID.isValid(skeleton) ? skeleton : nil
            message += "; it must be \(Self.idForm)"
            if let suggestion { message += "; did you mean `\(suggestion)`?" }
            let code = double == nil ? Diagnostic.Code.invalidID : .confusable
            bag.add(.error, code, at: node.position, message, suggestion: suggestion)
        } else {
            let folded = text.lowercased().replacing("_", with: "-").replacing(" ", with: "-")
            let suggestion = PluginID.isValid(folded) ? folded : nil
            let hint = suggestion.map { "; did you mean `\($0)`?" } ?? ""
            let message = "`\(path)` \(shown) is not a plugin id; it must be \(Self.idForm)\(hint)"
            bag.add(.error, .invalidID, at: node.position, message, suggestion: suggestion)
        }
        return nil
    }

    mutating func readMetadata(_ fields: Fields, into definition: inout PluginDefinition) {
        definition.versionText = readVersion(fields["version"]) ?? ""
        if let node = fields["name"] {
            let name = isLegacy ? string(node, path: "name") : phrase(node, path: "name")
            if let name, !name.isEmpty { definition.name = name }
        }
        definition.icon = readIcon(fields["icon"], path: "icon") ?? ""
        definition.iconURL = readURL(fields["icon_url"], path: "icon_url") ?? ""
        definition.description = string(fields["description"], path: "description") ?? ""
        definition.repository = readURL(fields["repository"], path: "repository") ?? ""
        definition.website = readURL(fields["website"], path: "website") ?? ""
        definition.category = string(fields["category"], path: "category") ?? ""
        definition.license = string(fields["license"], path: "license") ?? ""
        definition.author = readPerson(fields["author"], path: "author")
        for item in list(fields["maintainers"], path: "maintainers") ?? [] {
            if let person = readPerson(item.node, path: item.path) { definition.maintainers.append(person) }
        }
        definition.tags = strings(fields["tags"], path: "tags") ?? []
        definition.theme.colors = readColors(fields["theme"])
        definition.components.resource = readComponents(fields["components"], owner: definition.id)
        let versions = 0...Int(Int32.max)
        definition.sdkProtocolVersion =
            integer(fields["sdk_protocol_version"], path: "sdk_protocol_version", in: versions) ?? 0
    }

    private mutating func readVersion(_ node: YAMLNode?) -> String? {
        guard let node, let text = string(node, path: "version") else { return nil }
        if SemanticVersion(text) == nil, !(isLegacy && text.isEmpty) {
            let hint = text.hasPrefix("v") && SemanticVersion(String(text.dropFirst())) != nil
            bag.add(
                strict,
                .invalidVersion,
                at: node.position,
                "`version` \(Printable.quote(text)) is not a semantic version such as `1.4.0` or `2.0.0-beta.1`"
                    + (hint ? "; leave out the `v`" : ""),
                suggestion: hint ? String(text.dropFirst()) : nil
            )
        }
        return text
    }

    /// A link that may be shown to users: `http`, `https`, or written without a scheme, as `github.com/someone/plugin`.
    ///
    /// Any other scheme (`javascript:`, `file:`) could run something when it is clicked. Versions 0 and 1 lose the
    /// link and keep the plugin.
    mutating func readURL(
        _ node: YAMLNode?,
        path: String,
        expected: String = "an `https://` or `http://` link"
    ) -> String? {
        guard let node, let text = string(node, path: path) else { return nil }
        if text.isEmpty, isLegacy { return text }
        if Self.isSafeURL(text) { return text }
        let message = "`\(path)` must be \(expected); this is \(Printable.quote(text))"
        bag.add(strict, .unsafeURL, at: node.position, message)
        return nil
    }

    /// An icon is a name, which looks like a link without a scheme, or a link.
    mutating func readIcon(_ node: YAMLNode?, path: String) -> String? {
        readURL(node, path: path, expected: "the name of an icon, without spaces, or an `https://` link")
    }

    static func isSafeURL(_ text: String) -> Bool {
        guard !text.isEmpty, text.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace && $0 != "\\" }) else {
            return false
        }
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            return text.utf8.count > scheme.utf8.count
        }
        let authority = text.utf8.prefix { !"/?#".utf8.contains($0) }
        return !authority.isEmpty && !authority.contains(UInt8(ascii: ":"))
    }

    private mutating func readPerson(_ node: YAMLNode?, path: String) -> Person? {
        guard let fields = fields(node, path: path, keys: DefinitionKeys.person) else { return nil }
        if fields["name"] == nil {
            bag.add(strict, .missingKey, at: fields.position, "the key `name` is missing in `\(path)`")
        }
        let namePath = fields.path(of: "name")
        let name = isLegacy ? string(fields["name"], path: namePath) : phrase(fields["name"], path: namePath)
        return Person(
            name: name ?? "",
            email: string(fields["email"], path: fields.path(of: "email")),
            url: readURL(fields["url"], path: fields.path(of: "url"))
        )
    }

    private mutating func readColors(_ node: YAMLNode?) -> Theme.Colors {
        guard let theme = fields(node, path: "theme", keys: DefinitionKeys.theme),
            let colors = fields(theme["colors"], path: "theme.colors", keys: DefinitionKeys.colors)
        else { return Theme.Colors() }
        return Theme.Colors(
            primary: readColor(colors["primary"], path: "theme.colors.primary"),
            secondary: readColor(colors["secondary"], path: "theme.colors.secondary"),
            tertiary: readColor(colors["tertiary"], path: "theme.colors.tertiary")
        )
    }

    private mutating func readColor(_ node: YAMLNode?, path: String) -> String? {
        guard let node else { return nil }
        if case .scalar(let scalar) = node.value, scalar.kind == .null {
            let message = "`\(path)` is empty; a colour needs quotes, because `#` begins a comment: \"#326CE5\""
            bag.add(.error, .wrongType, at: node.position, message)
            return nil
        }
        guard let text = string(node, path: path) else { return nil }
        if text.isEmpty, isLegacy { return nil }
        let digits = text.utf8.dropFirst()
        if text.hasPrefix("#"), [3, 4, 6, 8].contains(digits.count), digits.allSatisfy(Self.isHexDigit) { return text }
        let message = "`\(path)` must be a colour such as \"#326CE5\"; this is \(Printable.quote(text))"
        bag.add(strict, .invalidColor, at: node.position, message)
        return nil
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
        default: false
        }
    }

    private mutating func readComponents(_ node: YAMLNode?, owner: PluginID) -> [Components.Resource] {
        guard let components = fields(node, path: "components", keys: DefinitionKeys.components) else { return [] }
        var read: [Components.Resource] = []
        for item in list(components["resource"], path: "components.resource") ?? [] {
            guard let fields = fields(item.node, path: item.path, keys: DefinitionKeys.component) else { continue }
            let missing = ["name", "area", "resources"].filter { fields[$0] == nil }
            for key in missing {
                bag.add(strict, .missingKey, at: fields.position, "the key `\(key)` is missing in `\(item.path)`")
            }
            let plugin = fields["plugin"].flatMap { readID($0, path: fields.path(of: "plugin")) }
            let component = Components.Resource(
                name: string(fields["name"], path: fields.path(of: "name")) ?? "",
                plugin: plugin ?? owner,
                area: string(fields["area"], path: fields.path(of: "area")) ?? "",
                resources: strings(fields["resources"], path: fields.path(of: "resources")) ?? [],
                extension: string(fields["extension"], path: fields.path(of: "extension")) ?? ""
            )
            if missing.isEmpty { read.append(component) }
        }
        return read
    }
}
