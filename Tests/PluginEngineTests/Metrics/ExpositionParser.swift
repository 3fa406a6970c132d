/// Reads Prometheus text more strictly than Prometheus: every line has its place, every number its form.
struct ExpositionParser {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Values by name and labels, as they are written.
    private(set) var values: [String: Double] = [:]
    private(set) var types: [String: String] = [:]
    private var family = ""
    private var helped: Set<String> = []

    init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else { throw Failure(description: "no line feed at the end") }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# HELP ") {
                family = String(line.dropFirst(7).prefix { $0 != " " })
                guard helped.insert(family).inserted else { throw Failure(description: "\(family) comes twice") }
            } else if line.hasPrefix("# TYPE ") {
                let parts = line.dropFirst(7).split(separator: " ")
                guard parts.count == 2, parts[0] == family else { throw Failure(description: "\(line)") }
                types[family] = String(parts[1])
            } else {
                try sample(line)
            }
        }
        for (name, type) in types where type == "histogram" { try checkBuckets(name) }
    }

    private mutating func sample(_ line: Substring) throws {
        let name = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        let endings = ["", "_bucket", "_sum", "_count"]
        guard let type = types[family], endings.contains(where: { name == family + $0 }) else {
            throw Failure(description: "\(line) is not below its type")
        }
        if type == "counter", !name.hasSuffix("_total") { throw Failure(description: "\(name) is no counter's name") }
        var rest = line.dropFirst(name.count)
        if rest.first == "{" {
            guard let end = Self.endOfLabels(rest) else { throw Failure(description: "\(line)") }
            rest = rest[end...]
        }
        guard rest.first == " ", let number = Double(rest.dropFirst().replacing("Inf", with: "infinity")) else {
            throw Failure(description: "\(line)")
        }
        let key = String(line[..<rest.startIndex])
        guard values.updateValue(number, forKey: key) == nil else { throw Failure(description: "\(key) comes twice") }
    }

    private static func endOfLabels(_ text: Substring) -> Substring.Index? {
        guard let match = text.prefixMatch(of: /\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\[\\"n])*"(,|(?=\})))+\}/) else {
            return nil
        }
        return match.range.upperBound
    }

    /// The counts rise to that of all, in the last bucket.
    private func checkBuckets(_ name: String) throws {
        for (key, count) in values where key.hasPrefix("\(name)_count") {
            let labels = key.dropFirst(name.count + 6).dropFirst().dropLast()
            let prefix = "\(name)_bucket{" + (labels.isEmpty ? "" : labels + ",") + "le=\""
            let buckets = values.filter { $0.key.hasPrefix(prefix) }.compactMap { key, value in
                Double(key.dropFirst(prefix.count).dropLast(2).replacing("Inf", with: "infinity")).map { ($0, value) }
            }.sorted { $0.0 < $1.0 }
            let counts = buckets.map(\.1)
            guard counts == counts.sorted(), counts.last == count, buckets.last?.0 == .infinity else {
                throw Failure(description: "the buckets of \(key) are wrong")
            }
        }
    }
}
