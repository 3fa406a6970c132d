@testable import HTTP2Engine

/// Small tools of the suites for HPACK.
enum HPACKSupport {
    /// The octets that `digits` say in hexadecimal; blanks are skipped.
    static func octets(_ digits: String) -> [UInt8] {
        let values = digits.compactMap(\.hexDigitValue)
        precondition(values.count.isMultiple(of: 2) && values.count == digits.filter { $0 != " " }.count)
        return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] * 16 + values[$0 + 1]) }
    }

    /// The octets that `digits` say in binary; blanks are skipped.
    static func bits(_ digits: String) -> [UInt8] {
        let values = digits.compactMap(\.wholeNumberValue)
        precondition(values.count.isMultiple(of: 8) && values.allSatisfy { $0 < 2 })
        return stride(from: 0, to: values.count, by: 8).map { start in
            values[start..<start + 8].reduce(0) { $0 * 2 + UInt8($1) }
        }
    }

    /// The block of `fields`.
    static func block(
        _ fields: [HeaderField],
        _ indexing: HPACKEncoder.Indexing = .incremental,
        with encoder: inout HPACKEncoder
    ) -> [UInt8] {
        var block: [UInt8] = []
        encoder.beginBlock(&block)
        for field in fields { encoder.append(field.name, field.value, indexing: indexing, to: &block) }
        return block
    }

    /// Calls `body` with the memory of `octets`, and keeps the type of its error.
    static func withOctets<Result>(
        of octets: [UInt8],
        _ body: (UnsafeRawBufferPointer) throws(HPACKError) -> Result
    ) throws(HPACKError) -> Result {
        try octets.withUnsafeBytes { octets in
            Swift.Result { () throws(HPACKError) in try body(octets) }
        }.get()
    }

    /// A literal string without Huffman code.
    static func plain(_ octets: [UInt8]) -> [UInt8] {
        var string: [UInt8] = []
        HPACKInteger.append(octets.count, prefixBits: 7, flags: 0, to: &string)
        return string + octets
    }

    /// A literal field without index and without Huffman code; `flags` are those of the first octet.
    static func literal(_ name: String, _ value: String, flags: UInt8 = 0) -> [UInt8] {
        [flags] + plain(Array(name.utf8)) + plain(Array(value.utf8))
    }

    /// A table size update.
    static func sizeUpdate(_ size: Int) -> [UInt8] {
        var update: [UInt8] = []
        HPACKInteger.append(size, prefixBits: 5, flags: 0x20, to: &update)
        return update
    }
}

extension HPACKDecoder {
    /// The list of `block`.
    mutating func list(_ block: [UInt8]) throws(HPACKError) -> HeaderList {
        try HPACKSupport.withOctets(of: block) { octets throws(HPACKError) in try decode(octets) }
    }

    /// The fields of `block`.
    mutating func fields(_ block: [UInt8]) throws(HPACKError) -> [HeaderField] {
        try list(block).fields
    }

    /// The code that `block` is refused with; nil if it is not.
    mutating func refusal(_ block: [UInt8]) -> HPACKError.Code? {
        do {
            _ = try list(block)
            return nil
        } catch {
            return error.code
        }
    }
}

/// A generator whose numbers are the same for the same seed.
struct HPACKRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A list of fields as a connection has them: names and values that come again, and some that do not.
    mutating func fields(upTo count: Int) -> [HeaderField] {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in
            let name = Self.names.randomElement(using: &self) ?? ""
            return HeaderField(name, Bool.random(using: &self) ? value() : "v\(Int.random(in: 0..<5, using: &self))")
        }
    }

    /// The block of `fields`, each put into it in some way.
    mutating func block(_ fields: [HeaderField], with encoder: inout HPACKEncoder) -> [UInt8] {
        var block: [UInt8] = []
        encoder.beginBlock(&block)
        for field in fields {
            let indexing = HPACKEncoder.Indexing.allCases.randomElement(using: &self) ?? .incremental
            encoder.append(field.name, field.value, indexing: indexing, to: &block)
        }
        return block
    }

    private mutating func value() -> String {
        let count = Int.random(in: 0..<10, using: &self) == 0 ? 700 : 24
        let length = Int.random(in: 0...count, using: &self)
        return String((0..<length).compactMap { _ in Self.alphabet.randomElement(using: &self) })
    }

    private static let names =
        [":method", ":path", ":status", "content-type", "te", "x", ""] + (0..<12).map { "x-name-\($0)" }
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789 /=-_ABCZ~|\u{1}é\u{1F600}")
}
