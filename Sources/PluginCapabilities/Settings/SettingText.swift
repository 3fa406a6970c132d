/// The forms that texts in settings have.
enum SettingText {
    /// An id for a message: whatever it holds, it stays one line of a sensible length.
    static func shown(_ id: String) -> String {
        let shown = id.unicodeScalars.prefix(64).map { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) ? "?" : $0 }
        return String(String.UnicodeScalarView(shown))
    }

    static func isID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isAlphanumeric($0) || "._-".utf8.contains($0) }
    }

    /// `#` and 3, 4, 6 or 8 hexadecimal digits.
    static func isColor(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return text.utf8.first == UInt8(ascii: "#") && [3, 4, 6, 8].contains(digits.count)
            && digits.allSatisfy(isHexadecimal)
    }

    /// `YYYY-MM-DDThh:mm:ss[.fraction](Z|+hh:mm|-hh:mm)`, as RFC 3339 has it, with days that exist.
    static func isDateTime(_ text: String) -> Bool {
        var rest = text.utf8[...]
        func number(_ digits: Int, _ range: ClosedRange<Int>) -> Int? {
            let part = rest.prefix(digits)
            guard part.count == digits, part.allSatisfy(isDigit) else { return nil }
            rest = rest.dropFirst(digits)
            let value = part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            return range.contains(value) ? value : nil
        }
        func take(_ allowed: String) -> UInt8? {
            guard let byte = rest.first, allowed.utf8.contains(byte) else { return nil }
            rest = rest.dropFirst()
            return byte
        }
        guard let year = number(4, 0...9999), take("-") != nil, let month = number(2, 1...12), take("-") != nil,
            number(2, 1...days(year, month)) != nil, take("Tt") != nil, number(2, 0...23) != nil, take(":") != nil,
            // 60 is a leap second.
            number(2, 0...59) != nil, take(":") != nil, number(2, 0...60) != nil
        else { return false }
        if take(".") != nil {
            let fraction = rest.prefix(while: isDigit)
            guard (1...9).contains(fraction.count) else { return false }
            rest = rest.dropFirst(fraction.count)
        }
        guard let zone = take("Zz+-") else { return false }
        if "+-".utf8.contains(zone) {
            guard number(2, 0...23) != nil, take(":") != nil, number(2, 0...59) != nil else { return false }
        }
        return rest.isEmpty
    }

    /// Whether a file selection allows a path, as far as its text shows.
    static func isPath(_ path: String, _ selection: SettingFileSelection) -> Bool {
        guard !path.isEmpty, !path.utf8.contains(0) else { return false }
        if selection.isRelative {
            guard path.utf8.first != UInt8(ascii: "/") else { return false }
            guard !path.utf8.split(separator: UInt8(ascii: "/")).contains(where: { $0.elementsEqual("..".utf8) }) else {
                return false
            }
        }
        // Whether it is a folder cannot be seen.
        guard !selection.extensions.isEmpty, !selection.allowsFolders else { return true }
        let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
        return selection.extensions.contains { ending in
            name.hasSuffix((ending.hasPrefix(".") ? ending : "." + ending).lowercased())
        }
    }

    private static func days(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
