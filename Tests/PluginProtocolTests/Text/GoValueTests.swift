import Testing

@testable import PluginProtocol

@Suite("Go's numbers and booleans")
struct GoValueTests {
    @Test(
        "Numbers",
        arguments: [("0", 0), ("+5", 5), ("-5", -5), ("007", 7), ("9223372036854775807", .max)] as [(String, Int)]
    )
    func numbers(text: String, number: Int) throws {
        #expect(try GoValue.integer(text) == number)
    }

    @Test(
        "What is no number",
        arguments: [
            ("", "invalid syntax"), ("x", "invalid syntax"), ("1_000", "invalid syntax"), (" 1", "invalid syntax"),
            ("-", "invalid syntax"), ("0x1", "invalid syntax"), ("1.0", "invalid syntax"), ("٣", "invalid syntax"),
            ("9223372036854775808", "value out of range"), ("-99999999999999999999", "value out of range"),
        ]
    )
    func refused(text: String, reason: String) {
        #expect(throws: GoValue.NumberError(text: "strconv.Atoi: parsing \"\(text)\": \(reason)")) {
            try GoValue.integer(text)
        }
    }

    @Test("Booleans")
    func booleans() {
        for text in ["1", "t", "T", "TRUE", "true", "True"] { #expect(GoValue.boolean(text) == true) }
        for text in ["0", "f", "F", "FALSE", "false", "False"] { #expect(GoValue.boolean(text) == false) }
        for text in ["", "yes", "tRUE", "2", " true"] { #expect(GoValue.boolean(text) == nil) }
    }
}
