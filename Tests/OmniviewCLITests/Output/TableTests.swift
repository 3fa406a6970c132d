import Testing

@testable import OmniviewCLI

@Suite struct TableTests {
    private var table: Table {
        var table = Table("id", "pid>", "because")
        table.add("hello", "7", "a view needs it")
        table.add("exec", "12345", "")
        return table
    }

    @Test func columnsAreAligned() {
        #expect(
            table.text() == """
                id       pid  because
                hello      7  a view needs it
                exec   12345

                """
        )
    }

    @Test func theLastColumnEndsWhereTheTerminalDoes() {
        #expect(table.text(width: 28) == "id       pid  because\nhello      7  a view needs …\nexec   12345\n")
    }

    @Test func aNarrowTerminalCutsWholeLines() {
        for line in table.text(width: 9).split(separator: "\n") {
            #expect(ColumnWidth.of(String(line)) <= 9, "\(line)")
        }
    }

    @Test func stylesDoNotCountAndTextIsHarmless() {
        var table = Table("a", "b")
        table.add(Table.Cell("\u{1b}[31m\n\t", .bad), "x")
        let text = table.text { text, style in style == .bad ? "<\(text)>" : text }
        #expect(
            text == "a                     b\n<\\u{1b}[31m\\u{a} >     x\n" || text.contains("<\\u{1b}[31m\\u{a} >")
        )
        #expect(!text.contains("\u{1b}"))
    }

    @Test func wideCharactersTakeTwoColumns() {
        #expect(ColumnWidth.of("日本") == 4)
        #expect(ColumnWidth.cut("日本語", to: 5) == "日本…")
        #expect(ColumnWidth.cut("日本語", to: 4) == "日…")
        #expect(ColumnWidth.cut("short", to: 5) == "short")
    }
}
