import ArgumentParser
import PluginDefinition
import PluginHost
import PluginTestKit

/// How the text of an option becomes its value; what it throws follows the option's name in the message.
enum OptionValue {
    /// A name and its value, as `KEY=VALUE`; the value may hold further equals signs, or nothing.
    struct Pair: Sendable {
        var key: String
        var value: String
    }

    static func pair(_ text: String) throws -> Pair {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw ValidationError("write it as KEY=VALUE")
        }
        return Pair(key: String(parts[0]), value: String(parts[1]))
    }

    static func appProtocols(_ text: String) throws -> [Int] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let version = Int(part), version >= 0 else {
                throw ValidationError("write numbers with commas between them, such as 5,6")
            }
            return version
        }
    }

    static func tls(_ text: String) throws -> PluginLaunch.TLSRequirement {
        guard let requirement = PluginLaunch.TLSRequirement(rawValue: text) else {
            throw ValidationError("write required, optional or off")
        }
        return requirement
    }

    /// Numbers of statements and ranges of them, such as `30-43,115`.
    static func statements(_ text: String) throws -> Set<Int> {
        var numbers: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last,
                Statement.number(first) != nil, Statement.number(last) != nil
            else {
                throw ValidationError("write numbers from 1 to \(Statement.all.count) and ranges, such as 30-43,115")
            }
            numbers.formUnion(first...last)
        }
        return numbers
    }

    static func duration(_ text: String) throws -> Duration {
        guard let duration = Duration(written: text) else {
            throw ValidationError("write a number with its unit, such as 500ms, 60s or 2m")
        }
        return duration
    }
}
