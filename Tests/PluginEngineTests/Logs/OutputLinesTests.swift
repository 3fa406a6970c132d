import PluginTransport
import TestSupport
import Testing

@testable import PluginEngine

@Suite struct OutputLinesTests {
    @Test func piecesBecomeLines() {
        let log = RecordingLog()
        let printer = OutputLines(logger: log.logger())
        printer.append(StdioPiece(channel: .standardOutput, bytes: Array("one\ntw".utf8)))
        printer.append(StdioPiece(channel: .standardError, bytes: Array("other\n".utf8)))
        printer.append(StdioPiece(channel: .standardOutput, bytes: Array("o\nrest".utf8)))
        #expect(log.entries.map(\.message) == ["one", "other", "two"])
        #expect(log.entries.map { $0.metadata["module"] } == ["stdout", "stderr", "stdout"])
        printer.finish()
        printer.finish()
        #expect(log.entries.map(\.message).last == "rest")
        #expect(log.entries.count == 4)
    }

    @Test func aLineWithoutEndIsCutAtTheLimit() {
        let log = RecordingLog()
        let printer = OutputLines(logger: log.logger())
        let limit = OutputLines.maximumLineLength
        printer.append(StdioPiece(channel: .standardOutput, bytes: [UInt8](repeating: 0x61, count: limit)))
        #expect(log.entries.isEmpty)
        printer.append(StdioPiece(channel: .standardOutput, bytes: [UInt8](repeating: 0x61, count: limit + 1)))
        #expect(log.entries.map(\.message.utf8.count) == [limit, limit])
        printer.finish()
        #expect(log.entries.map(\.message.utf8.count) == [limit, limit, 1])
    }
}
