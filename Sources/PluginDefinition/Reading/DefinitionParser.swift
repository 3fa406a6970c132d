/// Makes a definition of a tree, and reports everything that is wrong with it in one pass.
///
/// The parser never stops at a problem: it reports it, takes a default and goes on, so that an author sees all of
/// them at once. The extensions of this type hold one section of the file each.
struct DefinitionParser {
    var bag: DiagnosticBag
    let limits: DefinitionLimits
    /// The version of the format, once it is known.
    var schemaVersion = 0

    init(bag: DiagnosticBag, limits: DefinitionLimits) {
        self.bag = bag
        self.limits = limits
    }

    var isLegacy: Bool { schemaVersion < 2 }

    /// What version 2 refuses and the versions before it, which nobody enforced, may still have.
    var strict: Diagnostic.Severity { isLegacy ? .warning : .error }

    mutating func definition(from root: YAMLNode) -> PluginDefinition? {
        guard case .mapping(let entries) = root.value else {
            if case .broken = root.value { return nil }
            bag.add(
                .error,
                .wrongType,
                at: root.position,
                "a definition is a mapping of keys to values, such as `id: my-plugin`; this is \(Self.kind(of: root))"
            )
            return nil
        }
        guard readSchemaVersion(entries) else { return nil }
        let required = isLegacy ? ["id"] : ["id", "version"]
        let keys = isLegacy ? DefinitionKeys.legacy : DefinitionKeys.version2
        guard let fields = fields(root, path: "", keys: keys, required: required) else { return nil }
        let id = readID(fields["id"], path: "id") ?? .placeholder
        var definition = PluginDefinition(id: id, schemaVersion: schemaVersion)
        readMetadata(fields, into: &definition)
        readRequirements(fields, into: &definition)
        readBackend(fields, into: &definition)
        readInterface(fields, into: &definition)
        if !isLegacy {
            definition.permissions = readPermissions(fields["permissions"], path: "permissions")
            definition.optionalPermissions = readPermissions(
                fields["optional_permissions"],
                path: "optional_permissions"
            )
            definition.limits = readLimits(fields["limits"])
        }
        readActivation(fields, into: &definition)
        checkPurpose(of: definition, at: root.position, fields)
        return definition
    }

    /// Finds out which rules hold; false when there are none for what the file says.
    private mutating func readSchemaVersion(_ entries: [YAMLNode.Entry]) -> Bool {
        guard let entry = entries.first(where: { $0.key == "schema_version" }) else { return true }
        if case .broken = entry.value.value { return false }
        let understood = "this engine understands 0, 1 and 2"
        guard case .scalar(let scalar) = entry.value.value, let version = scalar.integer else {
            bag.add(
                .error,
                .wrongType,
                at: entry.value.position,
                "`schema_version` must be a whole number without quotes; \(understood)"
            )
            return false
        }
        guard PluginDefinition.supportedSchemaVersions.contains(version) else {
            bag.add(
                .error,
                .unsupportedSchema,
                at: entry.value.position,
                "`schema_version` \(version) is not known; \(understood)"
            )
            return false
        }
        schemaVersion = version
        return true
    }

    /// A plugin that neither runs nor shows anything is probably an unfinished definition.
    private mutating func checkPurpose(of definition: PluginDefinition, at position: Position, _ fields: Fields) {
        // When something could not be read, nothing is known about the purpose.
        if !bag.hasErrors, definition.backend == nil, definition.ui == nil, !definition.capabilities.contains(.ui) {
            bag.add(
                .warning,
                .providesNothing,
                at: fields["capabilities"]?.position ?? position,
                "the plugin has no capability, no backend and no user interface; list its `capabilities`"
            )
        }
    }
}
