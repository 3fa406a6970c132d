/// A place in a distributed trace, as W3C Trace Context writes it in the field `traceparent`.
public struct TraceContext: Sendable, Hashable {
    /// The name of the metadata that carries it.
    public static let metadataKey = "traceparent"

    /// The place of whatever this task does; calls to plugins that it makes are part of that trace.
    @TaskLocal public static var current: TraceContext?

    /// The trace: 16 bytes, not all zero.
    public let traceID: [UInt8]
    /// The span that makes the call: 8 bytes, not all zero.
    public let spanID: [UInt8]
    /// Whether the caller may have recorded the trace.
    public let isSampled: Bool

    /// Creates a context.
    ///
    /// - Returns: nil when an id has another length, or is all zero.
    public init?(traceID: [UInt8], spanID: [UInt8], isSampled: Bool) {
        guard traceID.count == 16, spanID.count == 8, traceID.contains(where: { $0 != 0 }),
            spanID.contains(where: { $0 != 0 })
        else { return nil }
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
    }

    /// Begins a trace.
    public init(isSampled: Bool) {
        self.init(traceID: Self.randomID(16), newSpan: isSampled)
    }

    private init(traceID: [UInt8], newSpan isSampled: Bool) {
        self.traceID = traceID
        spanID = Self.randomID(8)
        self.isSampled = isSampled
    }

    /// A new span of the same trace.
    public func child() -> TraceContext { TraceContext(traceID: traceID, newSpan: isSampled) }

    /// Reads a field: version, trace, span and flags, in lower-case hexadecimal.
    ///
    /// Of versions after 00 the same four parts are read, whatever follows them.
    ///
    /// - Returns: nil for a field that must be ignored.
    public init?(traceparent: String) {
        let bytes = Array(traceparent.utf8)
        guard bytes.count >= 55, bytes.count <= Self.longestField else { return nil }
        let dash = UInt8(ascii: "-")
        guard bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
            let version = Self.bytes(bytes[0..<2])?.first, version != 0xff,
            bytes.count == 55 || (version > 0 && bytes[55] == dash),
            let trace = Self.bytes(bytes[3..<35]), let span = Self.bytes(bytes[36..<52]),
            let flags = Self.bytes(bytes[53..<55])?.first
        else { return nil }
        self.init(traceID: trace, spanID: span, isSampled: flags & 1 == 1)
    }

    /// The longest field that is read, in bytes: those of versions to come may be longer than the 55 of version 00.
    public static let longestField = 512

    /// The field of version 00.
    public var traceparent: String {
        "00-\(Self.hexadecimal(traceID))-\(Self.hexadecimal(spanID))-\(isSampled ? "01" : "00")"
    }

    private static func randomID(_ count: Int) -> [UInt8] {
        var id = (0..<count).map { _ in UInt8.random(in: 0...255) }
        // Never all zero, which means none.
        if id.allSatisfy({ $0 == 0 }) { id[count - 1] = 1 }
        return id
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func bytes(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        var high: UInt8?
        for digit in text {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let first = high {
                result.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? result : nil
    }
}
