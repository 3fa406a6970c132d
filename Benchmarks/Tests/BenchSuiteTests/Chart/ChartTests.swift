import Foundation
import Testing

@testable import BenchSuite

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct ChartTests {
    /// The texts of the elements of a drawing; nil when it is no well-formed XML.
    private func texts(_ svg: String) -> [String]? {
        final class Reader: NSObject, XMLParserDelegate {
            var texts: [String] = []
            private var text = ""

            func parser(_: XMLParser, foundCharacters string: String) { text += string }

            func parser(
                _: XMLParser,
                didEndElement name: String,
                namespaceURI: String?,
                qualifiedName: String?
            ) {
                texts.append(text.trimmingCharacters(in: .newlines))
                text = ""
            }
        }
        let reader = Reader()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        return parser.parse() ? reader.texts : nil
    }

    @Test func aRunWithoutRowsIsDrawn() {
        let record = RunRecord(date: "", commit: "", machine: [:], rounds: 0, rows: [])
        #expect(texts(Chart(latest: record, history: []).svg) != nil)
    }

    @Test func textsAreEscaped() throws {
        var record = ResultFilesTests.record()
        record.machine = ["cpu": "<a> & \"b\""]
        let texts = try #require(self.texts(Chart(latest: record, history: [record]).svg))
        #expect(texts.joined().contains("<a> & \"b\""))
    }

    @Test func valuesAndRatiosAreWritten() throws {
        let record = ResultFilesTests.record()
        let texts = try #require(self.texts(Chart(latest: record, history: [record, record]).svg))
        #expect(texts.contains("2.00×  40 us"))
        #expect(texts.contains("Go-Go: 80 us"))
        #expect(texts.contains { $0.contains("2 runs") })
    }

    @Test func strangeValuesAreDrawnToo() {
        var record = ResultFilesTests.record()
        for value in [0, -1, 1e300, Double.leastNonzeroMagnitude] {
            record.rows[1].value = value
            record.rows[1].ratioToGo = value
            #expect(texts(Chart(latest: record, history: [record]).svg) != nil)
        }
    }

    @Test func everyPairHasAColourOfItsOwn() {
        let pairs = ["Go-Go", "Swift-Swift", "Swift-Go", "Go-Swift", "Swift-C++", "Go-C++", "NewGo-NewGo"]
        #expect(Set(pairs.map(Palette.color)).count == pairs.count)
    }
}
