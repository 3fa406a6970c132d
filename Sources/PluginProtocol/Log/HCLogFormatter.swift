/// Writes log entries in hclog's JSON, the form in which go-plugin hosts understand a plugin's stderr.
public enum HCLogFormatter {
    /// How many bytes a line has at most, its newline counted. Default: 64 KiB, what a host reads as a whole.
    public static let lineLimit = 65_536
    /// How many bytes of JSON the message may take. Default: 32 KiB.
    public static let messageLimit = 32_768
    /// How many bytes of JSON the module or a field's key may take. Default: 256.
    public static let nameLimit = 256

    /// One entry as one line, with its newline.
    ///
    /// A text that is too long is cut and says so; fields that have no room any more are counted in a field
    /// `omitted_fields`. A key that hclog keeps for itself (`@level` and its like) gets `_` before it.
    ///
    /// - Parameters:
    ///   - level: The level.
    ///   - message: The text.
    ///   - module: The name of the logger; empty is left out.
    ///   - timestamp: When it happened.
    ///   - fields: Further values, written in their order; of two with the same key a host keeps the last.
    public static func line(
        level: PluginLogLevel,
        message: String,
        module: String? = nil,
        timestamp: HCLogTimestamp,
        fields: [PluginLogEntry.Field] = []
    ) -> [UInt8] {
        var line = Array("{\"@level\":\"\(level.rawValue)\",\"@message\":".utf8)
        JSONString.write(message, to: &line, limit: messageLimit)
        if let module, !module.isEmpty {
            line += ",\"@module\":".utf8
            JSONString.write(module, to: &line, limit: nameLimit)
        }
        line += ",\"@timestamp\":\"\(timestamp.text)\"".utf8

        // Room for the count of what is left out, the closing brace and the newline.
        let end = lineLimit - #","omitted_fields":"9223372036854775807"}"#.utf8.count - 1
        var omitted = 0
        for field in fields {
            let start = line.count
            line.append(UInt8(ascii: ","))
            JSONString.write(reserved.contains(field.key) ? "_" + field.key : field.key, to: &line, limit: nameLimit)
            line.append(UInt8(ascii: ":"))
            let room = end - line.count - 2
            if room < max(min(field.value.utf8.count, nameLimit), JSONString.cutMark.utf8.count) {
                line.removeLast(line.count - start)
                omitted += 1
                continue
            }
            JSONString.write(field.value, to: &line, limit: room)
        }
        if omitted > 0 { line += ",\"\(HCLogObject.omittedKey)\":\"\(omitted)\"".utf8 }
        line += "}\n".utf8
        return line
    }

    private static let reserved: Set<String> = ["@level", "@message", "@module", "@timestamp", "@caller"]
}
