extension ReattachConfiguration {
    /// How many plugins one variable may name. Default: 1,000.
    public static let maximumConfigurations = 1000

    /// Reads the value of a variable such as `TF_REATTACH_PROVIDERS`: an object of configurations by name.
    ///
    /// The shape is that of Terraform, in which Go programs print it:
    ///
    ///     {"name":{"Protocol":"grpc","ProtocolVersion":6,"Pid":123,"Test":true,
    ///              "Addr":{"Network":"unix","String":"/tmp/plugin123"}}}
    ///
    /// Members that it does not have are ignored, and a missing `Test` is false. A missing `Protocol` means net/rpc to
    /// go-plugin, which is refused here; a `Pid` that is 0 or missing is not known.
    ///
    /// - Throws: ``PluginProtocolError/Code/invalidReattachment`` and, with the plugin's name, what is wrong with it.
    public static func parsing(json: some Collection<UInt8>) throws(PluginProtocolError) -> [String: Self] {
        guard case .object(let members)? = JSONReader.value(in: Array(json)) else {
            throw invalid("the text is no JSON object", "It must be an object with one member for each plugin.")
        }
        guard members.count <= maximumConfigurations else {
            throw invalid("it names \(members.count) plugins", "At most \(maximumConfigurations) are possible.")
        }
        var configurations: [String: Self] = [:]
        for member in members { configurations[member.key] = try Self(member.value, name: member.key) }
        return configurations
    }

    /// The value for such a variable, in one line.
    public static func json(_ configurations: [String: Self]) -> String {
        let members = configurations.sorted { $0.key < $1.key }.map {
            JSONValue.Member(key: $0.key, value: $0.value.value)
        }
        return JSONValue.object(members).text
    }

    private var value: JSONValue {
        .object([
            .init(key: "Protocol", value: .string(HandshakeLine.wireProtocol)),
            .init(key: "ProtocolVersion", value: .number(String(appProtocol))),
            .init(key: "Pid", value: .number(String(processID ?? 0))),
            .init(key: "Test", value: .boolean(isTest)),
            .init(
                key: "Addr",
                value: .object([
                    .init(key: "Network", value: .string(address.network)),
                    .init(key: "String", value: .string(address.text)),
                ])
            ),
        ])
    }

    private init(_ value: JSONValue, name: String) throws(PluginProtocolError) {
        let fields = ReattachFields(value, of: name)
        try Self.check(fields.text("Protocol") ?? "netrpc", of: name)
        guard let version = try fields.integer("ProtocolVersion") else {
            throw Self.invalid("\(SafeText.quoting(name)) has no ProtocolVersion", "Name the version that it serves.")
        }
        guard let number = Int32(exactly: try fields.integer("Pid") ?? 0), number >= 0 else {
            throw Self.invalid("\(SafeText.quoting(name)) has a Pid that no process has", "Take the plugin's own.")
        }
        let place = ReattachFields(fields["Addr"] ?? .null, of: name)
        guard let network = place.text("Network"), let text = place.text("String") else {
            throw Self.invalid(
                "\(SafeText.quoting(name)) has no Addr with Network and String",
                "They say where the plugin listens, such as unix and a path."
            )
        }
        self.init(
            appProtocol: version,
            processID: number == 0 ? nil : number,
            isTest: fields["Test"] == .boolean(true),
            address: try PluginAddress(network: network, text: text)
        )
    }

    private static func check(_ wireProtocol: String, of name: String) throws(PluginProtocolError) {
        guard wireProtocol != HandshakeLine.wireProtocol else { return }
        throw PluginProtocolError(
            code: .unsupportedProtocol,
            message: """
                unsupported plugin protocol \(SafeText.quoting(wireProtocol)). Supported: [\(HandshakeLine.wireProtocol)]
                The configuration of \(SafeText.quoting(name)) must say "Protocol":"\(HandshakeLine.wireProtocol)"; \
                without it, it means net/rpc, which only a host written in Go can decode.
                """
        )
    }

    static func invalid(_ what: String, _ help: String) -> PluginProtocolError {
        PluginProtocolError(
            code: .invalidReattachment,
            message: "the configuration to reattach plugins is wrong: \(what)\n\(help)"
        )
    }
}

/// The members of a configuration, by name.
private struct ReattachFields {
    private var members: [String: JSONValue] = [:]
    private let name: String

    init(_ value: JSONValue, of name: String) {
        self.name = name
        guard case .object(let members) = value else { return }
        for member in members { self.members[member.key] = member.value }
    }

    subscript(_ key: String) -> JSONValue? { members[key] }

    func text(_ key: String) -> String? {
        guard case .string(let text)? = members[key], !text.isEmpty else { return nil }
        return text
    }

    func integer(_ key: String) throws(PluginProtocolError) -> Int? {
        guard let value = members[key], value != .null else { return nil }
        guard case .number(let text) = value, let number = Int(text) else {
            throw ReattachConfiguration.invalid(
                "\(key) of \(SafeText.quoting(name)) is \(SafeText.escaping(value.text))",
                "It must be a whole number."
            )
        }
        return number
    }
}
