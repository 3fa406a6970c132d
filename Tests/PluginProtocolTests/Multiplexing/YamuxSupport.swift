@testable import PluginProtocol

/// The bytes that the hexadecimal digits of the text stand for; everything after `#` in a line is a remark.
func hex(_ text: String) -> [UInt8] {
    let digits = text.split(separator: "\n").flatMap { line in
        line.prefix { $0 != "#" }.compactMap(\.hexDigitValue)
    }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// The bytes of one frame.
func frame(
    _ kind: YamuxHeader.Kind,
    _ flags: YamuxHeader.Flags = [],
    stream: UInt32 = 0,
    length: UInt32 = 0,
    data: [UInt8] = []
) -> [UInt8] {
    var bytes: [UInt8] = []
    YamuxHeader(kind, flags, stream: stream, length: length + UInt32(data.count)).write(to: &bytes)
    return bytes + data
}

/// The headers of the frames in the bytes, which must be whole.
func headers(_ bytes: [UInt8]) throws(YamuxError) -> [YamuxHeader] {
    var headers: [YamuxHeader] = []
    var rest = bytes[...]
    while rest.count >= YamuxHeader.size {
        let header = try YamuxHeader(parsing: Array(rest.prefix(YamuxHeader.size)))
        headers.append(header)
        rest = rest.dropFirst(YamuxHeader.size + (header.kind == .data ? Int(header.length) : 0))
    }
    return headers
}

extension YamuxSession {
    /// The code of the error that the bytes cause; nil when they cause none.
    mutating func failure(receiving bytes: some Collection<UInt8>) -> YamuxError.Code? {
        do {
            _ = try receive(bytes)
            return nil
        } catch {
            return error.code
        }
    }

    /// The code of the error when one more stream is opened; nil when it is open.
    mutating func failureToOpen() -> YamuxError.Code? {
        do {
            _ = try open()
            return nil
        } catch {
            return error.code
        }
    }
}

/// The events with neighbouring data of one stream put together, as if no portion had been cut.
func joined(_ events: [YamuxSession.Event]) -> [YamuxSession.Event] {
    var joined: [YamuxSession.Event] = []
    for event in events {
        if case .data(let stream, let more) = event, case .data(stream, let bytes) = joined.last {
            joined[joined.count - 1] = .data(stream: stream, bytes + more)
        } else {
            joined.append(event)
        }
    }
    return joined
}
