/// An event on which a plugin's backend is started.
public enum Activation: Sendable, Hashable, LosslessStringConvertible {
    /// The engine starts.
    case onStartup
    /// Something asks for a capability, `on_capability:resource`.
    case onCapability(Capability)
    /// A view is opened, `on_view:overview`.
    case onView(String)
    /// A command is run, `on_command:refresh`.
    case onCommand(String)

    /// Reads an event; nil when it is not one. Whether the view or command exists is not known here.
    public init?(_ description: String) {
        let parts = description.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count == 2 ? parts[1] : nil) {
        case ("on_startup", nil): self = .onStartup
        case ("on_capability", let name?):
            guard let capability = Capability(rawValue: name) else { return nil }
            self = .onCapability(capability)
        case ("on_view", let name?) where PluginID.isValid(name): self = .onView(name)
        case ("on_command", let name?) where PluginID.isValid(name): self = .onCommand(name)
        default: return nil
        }
    }

    /// The event as it is written.
    public var description: String {
        switch self {
        case .onStartup: "on_startup"
        case .onCapability(let capability): "on_capability:\(capability.rawValue)"
        case .onView(let id): "on_view:\(id)"
        case .onCommand(let id): "on_command:\(id)"
        }
    }

    /// The words before the colon.
    static let words = ["on_startup", "on_capability", "on_view", "on_command"]
}

extension Activation: Codable {
    /// Decodes an event from a string.
    ///
    /// - Throws: `DecodingError` when the string is not an event.
    public init(from decoder: any Decoder) throws {
        self = try TextCoding.decode(from: decoder, named: "an activation event") { Activation($0) }
    }

    /// Encodes the event as it is written.
    public func encode(to encoder: any Encoder) throws {
        try TextCoding.encode(description, to: encoder)
    }
}
