/// Numbers and booleans read as Go's `strconv` reads them, with its words for what is wrong.
enum GoValue {
    /// Why a number was refused, as `strconv` says it.
    struct NumberError: Error, Hashable {
        var text: String
    }

    /// A decimal number with an optional sign.
    ///
    /// - Parameter function: The name of Go's function that reads this number, for the text of the error.
    static func integer(_ text: String, function: String = "Atoi") throws(NumberError) -> Int {
        if let number = Int(text) { return number }
        let digits =
            text.utf8.first.map { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") } ?? false
            ? Substring(text).dropFirst() : Substring(text)
        let isNumber =
            !digits.isEmpty && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let reason = isNumber ? "value out of range" : "invalid syntax"
        throw NumberError(text: "strconv.\(function): parsing \(SafeText.quoting(text)): \(reason)")
    }

    /// A boolean in one of the twelve spellings that Go takes; nil for every other text.
    static func boolean(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "TRUE", "true", "True": true
        case "0", "f", "F", "FALSE", "false", "False": false
        default: nil
        }
    }
}
