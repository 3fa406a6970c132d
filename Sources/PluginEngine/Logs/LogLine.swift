import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A record as one line of JSON, without a line feed inside.
///
/// `{"time":…,"plugin":…,"source":…,"level":…,"message":…,"metadata":{…}}`; an empty `metadata` is left out.
enum LogLine {
    /// Adds the line, with its line feed.
    static func append(_ record: LogRecord, to bytes: inout [UInt8]) {
        bytes += #"{"time":\#(record.time),"plugin":"#.utf8
        append(record.plugin, to: &bytes)
        bytes += #","source":"\#(record.source.rawValue)","level":"\#(record.level.rawValue)","message":"#.utf8
        append(record.message, to: &bytes)
        if !record.metadata.isEmpty {
            bytes += #","metadata":{"#.utf8
            var isFirst = true
            for (key, value) in record.metadata.sorted(by: { $0.key < $1.key }) {
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                append(key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                append(value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
        bytes += "}\n".utf8
    }

    /// Reads a line, without its line feed; nil when it is not a whole record.
    static func record(_ line: some BidirectionalCollection<UInt8>) -> LogRecord? {
        guard line.first == UInt8(ascii: "{"), line.last == UInt8(ascii: "}") else { return nil }
        guard let read = try? JSONDecoder().decode(Read.self, from: Data(line)) else { return nil }
        return LogRecord(
            time: read.time,
            plugin: read.plugin,
            source: read.source,
            level: read.level,
            message: read.message,
            metadata: read.metadata ?? [:]
        )
    }

    private struct Read: Decodable {
        var time: Int64
        var plugin: String
        var source: LogRecord.Source
        var level: Logger.Level
        var message: String
        var metadata: [String: String]?
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes += #"\n"#.utf8
            case UInt8(ascii: "\t"): bytes += #"\t"#.utf8
            // A terminal that shows the file must not obey it, and 127 counts as one of these.
            case 0..<32, 127: bytes += #"\u00\#(byte < 16 ? "0" : "")\#(String(byte, radix: 16))"#.utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
