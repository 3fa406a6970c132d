import HTTPTypes

/// The head of the first request of a connection, when it may be the one that opens a window.
///
/// It is read as strictly as it is written by browsers. Whatever is written otherwise is no such head; it is answered
/// like any other request, and never with an upgrade.
enum HandshakeHead {
    enum Outcome: Equatable {
        /// More bytes will tell.
        case incomplete
        /// Another request, or none.
        case other
        /// The head of `GET /v1/window`, and how many bytes it has.
        case window(HTTPRequest, byteCount: Int)
    }

    static let path = "/v1/window"
    private static let firstLine = Array("GET \(path) HTTP/1.1\r\n".utf8)
    private static let end = Array("\r\n\r\n".utf8)

    /// Looks at the first bytes of a connection.
    static func read(_ bytes: [UInt8], _ limits: ServerLimits) -> Outcome {
        let start = bytes.prefix(firstLine.count)
        guard firstLine.starts(with: start) else { return .other }
        guard let byteCount = length(of: bytes) else {
            return bytes.count > limits.maxHeaderListBytes ? .other : .incomplete
        }
        guard byteCount <= limits.maxHeaderListBytes + firstLine.count else { return .other }
        let lines = bytes[..<byteCount].dropFirst(firstLine.count).dropLast(end.count)
        guard let request = request(lines, limits) else { return .other }
        return .window(request, byteCount: byteCount)
    }

    /// The bytes up to the empty line, that included.
    private static func length(of bytes: [UInt8]) -> Int? {
        var from = firstLine.count - 2
        while from + end.count <= bytes.count {
            if bytes[from...].starts(with: end) { return from + end.count }
            from += 1
        }
        return nil
    }

    private static func request(_ lines: ArraySlice<UInt8>, _ limits: ServerLimits) -> HTTPRequest? {
        var fields = HTTPFields()
        var hosts: [String] = []
        var rest = lines[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\r") }
            rest = rest[line.endIndex...]
            // At the last line its end belongs to the empty line.
            if !rest.isEmpty {
                guard rest.starts(with: [UInt8(ascii: "\r"), UInt8(ascii: "\n")]) else { return nil }
                rest = rest.dropFirst(2)
            }
            guard line.count <= limits.maxHeaderBytes, let (name, value) = field(line) else { return nil }
            if name.canonicalName == "host" {
                hosts.append(value)
            } else {
                fields.append(HTTPField(name: name, value: value))
            }
            guard fields.count < limits.maxHeaders else { return nil }
        }
        guard hosts.count == 1, fields[.contentLength] == nil, fields[.transferEncoding] == nil else { return nil }
        return HTTPRequest(method: .get, scheme: "http", authority: hosts[0], path: path, headerFields: fields)
    }

    private static func field(_ line: ArraySlice<UInt8>) -> (HTTPField.Name, String)? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
            let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self)),
            let value = String(validating: line[(colon + 1)...], as: UTF8.self).map({ String($0.trimmingSpace()) }),
            HTTPField.isValidValue(value)
        else { return nil }
        return (name, value)
    }
}
