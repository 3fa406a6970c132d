extension DefinitionParser {
    private static let mostProcesses = 32_768
    private static let openFiles = 16...1_048_576

    /// `permissions` and `optional_permissions`, which have the same shape.
    mutating func readPermissions(_ node: YAMLNode?, path: String) -> Permissions {
        var permissions = Permissions()
        guard let fields = fields(node, path: path, keys: DefinitionKeys.permissions) else { return permissions }
        permissions.filesystem = readEntries(fields, "filesystem", keys: DefinitionKeys.filesystem) {
            $0.readFilesystem($1)
        }
        permissions.network = readEntries(fields, "network", keys: DefinitionKeys.network) { $0.readNetwork($1) }
        permissions.exec = readEntries(fields, "exec", keys: DefinitionKeys.exec) { $0.readExec($1) }
        permissions.env = readVariables(fields["env"], path: fields.path(of: "env"))
        permissions.secrets =
            names(
                fields["secrets"],
                path: fields.path(of: "secrets"),
                form: "the name of a secret: letters, digits, `.`, `_` and `-`",
                where: NameForm.isSetting
            ) ?? []
        if let use = word(fields["clipboard"], path: fields.path(of: "clipboard"), of: Permissions.Clipboard.self) {
            permissions.clipboard = use
        }
        if let isAsked = boolean(fields["notifications"], path: fields.path(of: "notifications")) {
            permissions.notifications = isAsked
        }
        return permissions
    }

    private mutating func readEntries<Entry>(
        _ fields: Fields,
        _ key: String,
        keys: [String],
        _ read: (inout DefinitionParser, Fields) -> Entry?
    ) -> [Entry] {
        var entries: [Entry] = []
        for item in list(fields[key], path: fields.path(of: key)) ?? [] {
            let required = keys.filter { $0 != "reason" && $0 != "args" }
            let entry = self.fields(item.node, path: item.path, keys: keys, required: required)
            if let entry, let value = read(&self, entry) { entries.append(value) }
        }
        return entries
    }

    private mutating func readFilesystem(_ fields: Fields) -> FilesystemPermission? {
        let path = readPath(fields["path"], path: fields.path(of: "path"))
        let access = word(fields["access"], path: fields.path(of: "access"), of: FilesystemPermission.Access.self)
        let isOwnData = path.map { FilesystemPermission(path: $0, access: .read, reason: "").isOwnData } ?? false
        let reason = readReason(fields, isRequired: path != nil && !isOwnData)
        guard let path, let access else { return nil }
        return FilesystemPermission(path: path, access: access, reason: reason)
    }

    private mutating func readPath(_ node: YAMLNode?, path: String) -> String? {
        guard let node, let text = string(node, path: path) else { return nil }
        if let problem = Self.problem(withHostPath: text) {
            let message = "`\(path)` \(Printable.quote(text)) \(problem)"
            bag.add(.error, .unsafePath, at: node.position, message)
            return nil
        }
        return text
    }

    private static func problem(withHostPath text: String) -> String? {
        if text.utf8.contains(UInt8(ascii: "\\")) { return "contains a backslash" }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.contains("..") || parts.contains(".") { return "contains `.` or `..`" }
        if NetworkPermission.isSetting(text) { return nil }
        guard let first = parts.first, ["", "~", "${data}"].contains(first), !text.isEmpty else {
            return "must begin with `/`, `~/` or `${data}`, or be `${settings.name}`"
        }
        return nil
    }

    private mutating func readNetwork(_ fields: Fields) -> NetworkPermission? {
        let host = name(
            fields["host"],
            path: fields.path(of: "host"),
            form: "a host name, an address, `*.example.com`, `*` or `${settings.name}`",
            code: .invalidHost,
            where: NetworkPermission.isHost
        )
        let port = integer(fields["port"], path: fields.path(of: "port"), in: 1...65_535)
        let reason = readReason(fields, isRequired: true)
        guard let host, let port else { return nil }
        return NetworkPermission(host: host, port: port, reason: reason)
    }

    private mutating func readExec(_ fields: Fields) -> ExecPermission? {
        let command = name(
            fields["command"],
            path: fields.path(of: "command"),
            form: "the name of a program without a path",
            where: NameForm.isProgram
        )
        let args = strings(fields["args"], path: fields.path(of: "args")) ?? []
        let reason = readReason(fields, isRequired: true)
        return command.map { ExecPermission(command: $0, args: args, reason: reason) }
    }

    /// Users decide by the reason, so there must be one.
    private mutating func readReason(_ fields: Fields, isRequired: Bool) -> String {
        if fields["reason"] == nil, isRequired {
            let message = "the key `reason` is missing in `\(fields.path)`; say for the user why it is needed"
            bag.add(.error, .missingKey, at: fields.position, message)
        }
        return phrase(fields["reason"], path: fields.path(of: "reason")) ?? ""
    }

    private mutating func readVariables(_ node: YAMLNode?, path: String) -> [String] {
        names(
            node,
            path: path,
            form: "the name of a variable: letters, digits and `_`, not beginning with a digit",
            where: NameForm.isVariable
        ) ?? []
    }

    mutating func readLimits(_ node: YAMLNode?) -> ResourceLimits {
        var limits = ResourceLimits()
        guard let fields = fields(node, path: "limits", keys: DefinitionKeys.limits) else { return limits }
        limits.memory = readSize(fields["memory"], path: "limits.memory")
        limits.cpu = readCPU(fields["cpu"], path: "limits.cpu")
        limits.pids = integer(fields["pids"], path: "limits.pids", in: 1...Self.mostProcesses)
        limits.files = integer(fields["files"], path: "limits.files", in: Self.openFiles)
        limits.data = readSize(fields["data"], path: "limits.data")
        return limits
    }

    private mutating func readSize(_ node: YAMLNode?, path: String) -> ByteSize? {
        guard let node else { return nil }
        let example = "write the unit: `512Mi`, `1Gi`, `100M`"
        if case .scalar(let scalar) = node.value, scalar.kind == .integer || scalar.kind == .decimal {
            bag.add(.error, .invalidSize, at: node.position, "`\(path)` has no unit; \(example)")
            return nil
        }
        guard let text = string(node, path: path) else { return nil }
        if let size = ByteSize(text) { return size }
        let message = "`\(path)` \(Printable.quote(text)) is not a size; \(example)"
        bag.add(.error, .invalidSize, at: node.position, message)
        return nil
    }

    /// A number of cores is a number, so it may stand without quotes.
    private mutating func readCPU(_ node: YAMLNode?, path: String) -> ProcessorShare? {
        guard let node else { return nil }
        let expected = "a number of cores such as `0.5` or `2`, or thousandths such as `250m`"
        guard case .scalar(let scalar) = node.value, scalar.kind != .null, scalar.kind != .boolean else {
            reportType(of: node, path: path, expected: expected)
            return nil
        }
        if let share = ProcessorShare(scalar.text) { return share }
        let message = "`\(path)` \(Printable.quote(scalar.text)) is not \(expected), at most 1024 cores"
        bag.add(.error, .invalidCPU, at: node.position, message)
        return nil
    }
}
