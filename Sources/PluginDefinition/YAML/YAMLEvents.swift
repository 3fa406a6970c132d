import CYaml

/// The events of libyaml, the parser inside Yams, one at a time.
///
/// Yams itself offers only whole trees, which it builds by recursion, and it hashes mapping keys after replacing
/// aliases, which takes exponential time for a few nested ones. Taking the events one by one allows limits to be
/// checked while the file is read, and gives every key and value its place.
struct YAMLEvents: ~Copyable {
    enum Event {
        case scalar(text: String, isPlain: Bool, anchor: String?, tag: String?)
        case sequenceStart(anchor: String?, tag: String?)
        case mappingStart(anchor: String?, tag: String?)
        case collectionEnd
        case alias(String)
        case documentStart
        case documentEnd
        case streamStart
        case streamEnd
    }

    /// What libyaml says about a file that is not YAML.
    struct SyntaxError: Error {
        let problem: String
        let context: String?
        let position: Position
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// Starts parsing.
    ///
    /// - Parameter bytes: UTF-8, which must stay where it is for as long as the parser lives.
    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(SyntaxError) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw SyntaxError(problem: "there is not enough memory to parse it", context: nil, position: .start)
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event. After `streamEnd` or an error there is none; do not ask.
    mutating func next() throws(SyntaxError) -> (event: Event, position: Position) {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        return (Self.event(from: event), Self.position(of: event.start_mark))
    }

    private func failure() -> SyntaxError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "the parser gave up"
        let context = parser.pointee.context.map { String(cString: $0) }
        return SyntaxError(problem: problem, context: context, position: Self.position(of: parser.pointee.problem_mark))
    }

    private static func event(from event: yaml_event_t) -> Event {
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            return .scalar(
                text: String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self),
                isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
                anchor: text(scalar.anchor),
                tag: text(scalar.tag)
            )
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return .sequenceStart(anchor: text(start.anchor), tag: text(start.tag))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return .mappingStart(anchor: text(start.anchor), tag: text(start.tag))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .collectionEnd
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor) ?? "")
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_STREAM_START_EVENT: return .streamStart
        default: return .streamEnd
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private static func position(of mark: yaml_mark_t) -> Position {
        Position(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
