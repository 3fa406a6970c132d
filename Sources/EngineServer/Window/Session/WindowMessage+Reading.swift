import EngineAPI
import FoundationEssentials

extension WindowMessage {
    private static let maxNameBytes = 64

    /// Reads a JSON message.
    ///
    /// A message whose number can be read is answered, whatever is wrong with it. One without a number cannot be, and a
    /// page that sends such a thing is none that this engine can work with.
    init(_ text: [UInt8], _ limits: WindowLimits) throws(SocketClose) {
        guard let members = try? EngineJSON.decode([String: JSONValue].self, from: Data(text)) else {
            throw .unacceptable("a text message is a JSON object")
        }
        var reader = MemberReader(members)
        guard let number = try? reader.integer("id", in: 0...Int(UInt32.max)) else {
            throw .unacceptable("a request has a number")
        }
        id = UInt32(number)
        do throws(Problem) {
            let operation = try reader.text("op", bytes: 1...Self.maxNameBytes)
            guard operation == "storage.set" || text.count <= limits.maxTextBytes else {
                throw Problem(.bodyTooLarge, detail: "this request has at most \(limits.maxTextBytes) bytes")
            }
            let request = try Self.request(operation, &reader, limits)
            try reader.finish()
            self.request = .success(request)
        } catch {
            request = .failure(error)
        }
    }

    private static func request(
        _ operation: String,
        _ reader: inout MemberReader,
        _ limits: WindowLimits
    ) throws(Problem) -> WindowRequest {
        switch operation {
        case "view.open", "view.reset":
            let plugin = try reader.plugin()
            let view = try reader.text("view", bytes: 1...maxNameBytes)
            return operation == "view.open" ? .openView(view, plugin: plugin) : .resetView(view, plugin: plugin)
        case "view.close": return .closeView(session: try session(&reader))
        case "events": return .events(try eventQuery(&reader))
        case "logs": return .logs(try logQuery(&reader))
        case "credit": return .credit(try reader.integer("count", in: 1...limits.maxCredit))
        case "cancel": return .cancel
        default:
            let session = try session(&reader)
            return .inView(session: session, try viewRequest(operation, &reader, limits))
        }
    }

    private static func session(_ reader: inout MemberReader) throws(Problem) -> Int {
        try reader.integer("session", in: 1...Int(Int32.max))
    }

    private static func viewRequest(
        _ operation: String,
        _ reader: inout MemberReader,
        _ limits: WindowLimits
    ) throws(Problem) -> WindowRequest.ViewRequest {
        switch operation {
        case "view.report": return .report(try report(try reader.value("report"), limits))
        case "call":
            let method = try reader.text("method", bytes: 1...limits.maxMethodBytes)
            let deadline = try reader.integer("deadline_ms", in: 0...limits.maxDeadline.milliseconds)
            return .call(method: method, deadline: deadline == 0 ? nil : .milliseconds(deadline))
        case "schema": return .schema
        case "settings.get": return .settings
        case "settings.set": return .setSettings(try reader.object("values", maxCount: Routes.maxSettings))
        case "storage.keys": return .storedKeys
        case "storage.get": return .storedValue(key: try key(&reader, limits))
        case "storage.delete": return .forget(key: try key(&reader, limits))
        case "storage.set":
            let key = try key(&reader, limits)
            return .store(try storable(try reader.value("value"), limits), key: key)
        default: throw Problem(.badRequest, detail: "the engine does not know this operation")
        }
    }

    private static func key(_ reader: inout MemberReader, _ limits: WindowLimits) throws(Problem) -> String {
        try reader.text("key", bytes: 1...limits.maxKeyBytes)
    }

    private static func storable(_ value: JSONValue, _ limits: WindowLimits) throws(Problem) -> JSONValue {
        guard let json = try? EngineJSON.encode(value), json.count <= limits.maxValueBytes else {
            throw Problem(.viewStorageFull, detail: "a value has at most \(limits.maxValueBytes) bytes of JSON")
        }
        return value
    }

    private static func report(_ value: JSONValue, _ limits: WindowLimits) throws(Problem) -> ViewReport {
        var reader = try MemberReader(value, of: "report")
        let lengths = 0...limits.maxTextBytes
        let report = ViewReport(
            kind: try reader.word("kind", ViewReport.Kind.init(rawValue:)),
            message: try reader.text("message", bytes: lengths),
            stack: try reader.optional("stack") { reader throws(Problem) in try reader.text("stack", bytes: lengths) }
        )
        try reader.finish()
        return report
    }

    private static func eventQuery(_ reader: inout MemberReader) throws(Problem) -> EventQuery {
        EventQuery(
            after: try sequence(&reader),
            tail: try reader.optional("tail") { reader throws(Problem) in
                try reader.integer("tail", in: 0...Routes.maxTail)
            } ?? 0,
            plugin: try reader.optional("plugin") { reader throws(Problem) in try reader.plugin() },
            follows: try reader.optional("follow") { reader throws(Problem) in try reader.flag("follow") } ?? true
        )
    }

    private static func logQuery(_ reader: inout MemberReader) throws(Problem) -> LogQuery {
        LogQuery(
            plugin: try reader.plugin(),
            tail: try reader.integer("tail", in: 0...Routes.maxTail),
            level: try reader.optional("level") { reader throws(Problem) in
                try reader.word("level") { word in LogLevel.known.first { $0.rawValue == word } }
            },
            after: try sequence(&reader)
        )
    }

    private static func sequence(_ reader: inout MemberReader) throws(Problem) -> Int? {
        try reader.optional("after") { reader throws(Problem) in
            try reader.integer("after", in: 0...Routes.maxSequence)
        }
    }
}
