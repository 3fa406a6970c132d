import PluginProtocol

extension SettingValue {
    /// How deep lists and objects may be nested: 32.
    public static let depthLimit = JSONReader.depthLimit

    /// Reads one value of JSON.
    ///
    /// Whole numbers that fit become ``integer(_:)``, all others ``number(_:)``; of members with the same name the last
    /// counts.
    ///
    /// - Returns: nil when the bytes are no JSON, are nested deeper than ``depthLimit``, or have a number beyond `Double`.
    public init?(json: [UInt8]) {
        guard let value = JSONReader.value(in: json) else { return nil }
        self.init(value)
    }

    private init?(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .boolean(let value): self = .toggle(value)
        case .string(let text): self = .text(text)
        case .number(let text):
            if let integer = Int64(text) {
                self = .integer(integer)
            } else if let number = Double(text), number.isFinite {
                self = .number(number)
            } else {
                return nil
            }
        case .array(let values):
            var list: [SettingValue] = []
            list.reserveCapacity(values.count)
            for value in values {
                guard let value = SettingValue(value) else { return nil }
                list.append(value)
            }
            self = .list(list)
        case .object(let members):
            var object: [String: SettingValue] = [:]
            for member in members {
                guard let value = SettingValue(member.value) else { return nil }
                object[member.key] = value
            }
            self = .object(object)
        }
    }

    /// Writes compact JSON, members sorted by name.
    ///
    /// - Parameter revealingSecrets: true only for what a plugin or a store gets; never for what people or logs see.
    public func json(revealingSecrets: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, revealingSecrets)
        return bytes
    }

    private func write(to bytes: inout [UInt8], _ reveals: Bool) {
        switch self {
        case .null: bytes += "null".utf8
        case .toggle(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let integer): bytes += "\(integer)".utf8
        // JSON has no words for infinity and the like.
        case .number(let number): bytes += (number.isFinite ? "\(number)" : "null").utf8
        case .text(let text): JSONString.write(text, to: &bytes)
        case .secret(let secret): JSONString.write(reveals ? secret.reveal() : secret.description, to: &bytes)
        case .list(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.write(to: &bytes, reveals)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONString.write(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes, reveals)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// How deep lists and objects are nested; 0 for a single value.
    var depth: Int {
        switch self {
        case .list(let values): 1 + (values.map(\.depth).max() ?? 0)
        case .object(let members): 1 + (members.values.map(\.depth).max() ?? 0)
        default: 0
        }
    }
}
