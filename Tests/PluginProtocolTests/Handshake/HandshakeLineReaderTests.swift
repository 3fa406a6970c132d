import TestSupport
import Testing

@testable import PluginProtocol

@Suite("Handshake line reader")
struct HandshakeLineReaderTests {
    private let line = "1|1|unix|/s|grpc|"

    @Test(
        "finds the first line, whatever surrounds it",
        arguments: [
            ("a|b\n", "a|b"), ("a|b\r\n", "a|b"), (" \t a|b\n", "a|b"), ("a\nb\n", "a"), ("\na\n", ""),
            ("a\rb\n", "a\rb"), ("\r\n", ""), ("a \n", "a "),
        ]
    )
    func firstLine(text: String, line: String) throws {
        var reader = HandshakeLineReader()
        #expect(try reader.append(text.utf8) == Array(line.utf8))
        #expect(reader.isFinished)
        #expect(reader.partial.isEmpty)
    }

    @Test("joins a line that comes byte by byte", .conforms(to: 32))
    func portions() throws {
        var reader = HandshakeLineReader()
        for (index, byte) in line.utf8.enumerated() {
            #expect(try reader.append([byte]) == nil)
            #expect(reader.partial.count == index + 1)
        }
        #expect(try reader.append([]) == nil)
        #expect(try reader.append("\nmore".utf8) == Array(line.utf8))
        #expect(try reader.append("second\n".utf8) == nil)
        #expect(reader.finish() == nil)
    }

    @Test("takes what came without a line end for the line when stdout ends")
    func end() throws {
        var reader = HandshakeLineReader()
        #expect(try reader.append(" \(line)\r".utf8) == nil)
        #expect(reader.finish() == Array(line.utf8))
        #expect(reader.finish() == nil)

        var empty = HandshakeLineReader()
        #expect(empty.finish() == nil)
    }

    @Test("The default limit is 64 KiB, and a limit is at least one byte")
    func defaultLimit() {
        #expect(HandshakeLineReader().limit == 65_536)
        #expect(HandshakeLineReader(limit: -5).limit == 1)
    }

    @Test("A line of the limit is whole, with either line end", arguments: ["\n", "\r\n"])
    func atLimit(lineEnd: String) throws {
        var reader = HandshakeLineReader(limit: 8)
        #expect(try reader.append("12345678".utf8) == nil)
        #expect(try reader.append(lineEnd.utf8) == Array("12345678".utf8))
    }

    @Test(
        "A longer line is an error once, and then nothing more is kept",
        arguments: [["123456789"], ["12345678", "9"], ["12345678\r", "x\n"], ["123456789\n"], ["12345678x\r\n"]]
    )
    func tooLong(portions: [String]) throws {
        var reader = HandshakeLineReader(limit: 8)
        for portion in portions.dropLast() { #expect(try reader.append(portion.utf8) == nil) }
        let error = failure { () throws(PluginProtocolError) in _ = try reader.append((portions.last ?? "").utf8) }
        #expect(error?.code == .lineTooLong)
        #expect(error?.message.hasPrefix("Unrecognized remote plugin message: 12345678\n") == true)
        #expect(error?.message.contains("longer than 8 bytes") == true)
        #expect(try reader.append("1|1|unix|/s|grpc|\n".utf8) == nil)
        #expect(reader.partial == Array("12345678".utf8))
    }
}
