import EngineAPI

/// Takes the members of a JSON object one by one; what is left at the end is not known, and so refused.
struct MemberReader {
    private var members: [String: JSONValue]

    init(_ members: [String: JSONValue]) {
        self.members = members
    }

    init(_ value: JSONValue, of name: String) throws(Problem) {
        guard case .object(let members) = value else { throw Self.wrong(name, "an object") }
        self.init(members)
    }

    mutating func value(_ name: String) throws(Problem) -> JSONValue {
        guard let value = members.removeValue(forKey: name) else {
            throw Problem(.badJSON, detail: "the member \(name) is missing")
        }
        return value
    }

    mutating func object(_ name: String, maxCount: Int) throws(Problem) -> [String: JSONValue] {
        guard case .object(let members) = try value(name), members.count <= maxCount else {
            throw Self.wrong(name, "an object of at most \(maxCount) members")
        }
        return members
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int {
        guard case .integer(let number) = try value(name), let integer = Int(exactly: number), range.contains(integer)
        else { throw Self.wrong(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") }
        return integer
    }

    mutating func flag(_ name: String) throws(Problem) -> Bool {
        guard case .boolean(let flag) = try value(name) else { throw Self.wrong(name, "true or false") }
        return flag
    }

    mutating func text(_ name: String, bytes range: ClosedRange<Int>) throws(Problem) -> String {
        guard case .string(let text) = try value(name), range.contains(text.utf8.count) else {
            throw Self.wrong(name, "a text of \(range.lowerBound) to \(range.upperBound) bytes")
        }
        return text
    }

    mutating func plugin(_ name: String = "plugin") throws(Problem) -> String {
        let id = try text(name, bytes: 1...64)
        guard PathSegment.isPluginID(id) else { throw Self.wrong(name, "a plugin's id") }
        return id
    }

    /// One of some words.
    mutating func word<Word: RawRepresentable>(_ name: String, _ make: (String) -> Word?) throws(Problem) -> Word
    where Word.RawValue == String {
        guard let word = make(try text(name, bytes: 1...64)) else { throw Self.wrong(name, "a word that is known") }
        return word
    }

    /// What is there when the member is; null counts as none.
    mutating func optional<Value>(
        _ name: String,
        _ read: (inout MemberReader) throws(Problem) -> Value
    ) throws(Problem) -> Value? {
        switch members[name] {
        case nil: return nil
        case .null?:
            members[name] = nil
            return nil
        default: return try read(&self)
        }
    }

    /// To be called when all members that are known were taken.
    func finish() throws(Problem) {
        guard members.isEmpty else {
            throw Problem(.badJSON, detail: "there is a member that is not known in this place")
        }
    }

    private static func wrong(_ name: String, _ expectation: String) -> Problem {
        Problem(.badJSON, detail: "\(name) must be \(expectation)")
    }
}
