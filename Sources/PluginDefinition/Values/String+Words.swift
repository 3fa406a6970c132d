extension String {
    /// The text without the spaces around it.
    func trimmingSpaces() -> String {
        let start = self.drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}

/// The forms that names in a definition may have.
enum NameForm {
    /// `[A-Za-z_][A-Za-z0-9_]*`, at most 128: what every shell can set.
    static func isVariable(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "_") else { return false }
        return text.utf8.count <= 128
            && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    /// `[A-Za-z0-9][A-Za-z0-9._+-]*`, at most 128: a program to be found by its name, without a path.
    static func isProgram(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) || isDigit(first) else { return false }
        return text.utf8.count <= 128
            && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || ".-_+".utf8.contains($0) }
    }

    /// `[A-Za-z0-9][A-Za-z0-9._-]*`, at most 128: a secret or a setting.
    static func isSetting(_ text: String) -> Bool {
        isProgram(text) && !text.utf8.contains(UInt8(ascii: "+"))
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
