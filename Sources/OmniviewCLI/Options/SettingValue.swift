import ArgumentParser
import EngineAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How the text of a setting's value becomes what the setting takes.
enum SettingValue {
    /// The setting of an id.
    ///
    /// - Throws: ``CommandFailure`` that names the settings that are like it.
    static func find(_ key: String, in settings: [SettingInfo], of plugin: String) throws(CommandFailure) -> SettingInfo
    {
        if let setting = settings.first(where: { $0.id == key }) { return setting }
        let similar = settings.map(\.id).filter { isLike($0, key) }
        throw CommandFailure(
            code: ProblemType.settingInvalid.rawValue,
            message: CommandFailure.message("the plugin \(plugin) has no setting \(key)", suggestions: similar),
            exit: .badData,
            suggestions: similar.isEmpty ? nil : similar
        )
    }

    /// Reads a value as the setting's type. The engine decides in the end; a type that is not known here goes to it as
    /// JSON where the text is JSON, else as a text.
    static func read(_ text: String, as setting: SettingInfo) throws(CommandFailure) -> JSONValue {
        switch setting.type {
        case .integer:
            guard let number = Int64(text) else { throw wrong(text, setting, "a whole number") }
            return .integer(number)
        case .float:
            guard let number = Double(text), number.isFinite else { throw wrong(text, setting, "a number") }
            return .number(number)
        case .toggle:
            switch text.lowercased() {
            case "true", "on", "yes", "1": return true
            case "false", "off", "no", "0": return false
            default: throw wrong(text, setting, "true or false")
            }
        case .select: return try choice(text, setting)
        case .multiselect:
            var choices: [JSONValue] = []
            for part in text.split(separator: ",") { choices.append(try choice(String(part), setting)) }
            return .array(choices)
        case .text, .color, .datetime, .password: return .string(text)
        default: return (try? EngineJSON.decode(JSONValue.self, from: .init(text.utf8))) ?? .string(text)
        }
    }

    private static func choice(_ text: String, _ setting: SettingInfo) throws(CommandFailure) -> JSONValue {
        guard let options = setting.options, !options.isEmpty else { return .string(text) }
        guard let option = options.first(where: { $0.value.text == text }) else {
            throw wrong(text, setting, "one of \(options.map(\.value.text).joined(separator: ", "))")
        }
        return option.value
    }

    private static func wrong(_ text: String, _ setting: SettingInfo, _ what: String) -> CommandFailure {
        // A secret that cannot be read must not show in the message either.
        let value = setting.isSecret ? "the value" : "`\(text)`"
        return CommandFailure(
            code: ProblemType.settingInvalid.rawValue,
            message: "the setting \(setting.id) takes \(what), and \(value) is not",
            exit: .badData
        )
    }

    /// Whether two words differ by little: a letter more, less or another, or in case.
    private static func isLike(_ left: String, _ right: String) -> Bool {
        let (a, b) = (Array(left.lowercased()), Array(right.lowercased()))
        let (short, long) = a.count <= b.count ? (a, b) : (b, a)
        guard long.count - short.count <= 1 else { return false }
        let start = zip(short, long).prefix { $0 == $1 }.count
        let end = zip(short.dropFirst(start).reversed(), long.dropFirst(start).reversed()).prefix { $0 == $1 }.count
        return long.count - start - end <= 1 || isSwap(short, long, at: start)
    }

    private static func isSwap(_ a: [Character], _ b: [Character], at index: Int) -> Bool {
        guard a.count == b.count, index + 1 < a.count else { return false }
        return a[index] == b[index + 1] && a[index + 1] == b[index] && a[(index + 2)...] == b[(index + 2)...]
    }
}

extension JSONValue {
    /// The value as `settings set` takes it.
    var settingText: String {
        guard case .array(let values) = self else { return text }
        return values.map(\.text).joined(separator: ",")
    }
}
