/// The twelve bytes before every yamux frame: version, type, flags, stream and length, in network byte order.
///
/// The layout is that of HashiCorp's specification (`spec.md` of hashicorp/yamux), version 0.
struct YamuxHeader: Hashable {
    static let size = 12
    static let version: UInt8 = 0

    enum Kind: UInt8 {
        case data, windowUpdate, ping, goAway
    }

    struct Flags: OptionSet, Hashable {
        var rawValue: UInt16
        static let syn = Flags(rawValue: 1)
        static let ack = Flags(rawValue: 2)
        static let fin = Flags(rawValue: 4)
        static let rst = Flags(rawValue: 8)
    }

    var kind: Kind
    var flags: Flags
    /// The stream; 0 is the session itself.
    var stream: UInt32
    /// The bytes that follow (data), the growth of the window, the value of a ping, or the reason of a goodbye.
    var length: UInt32

    init(_ kind: Kind, _ flags: Flags = [], stream: UInt32 = 0, length: UInt32 = 0) {
        self.kind = kind
        self.flags = flags
        self.stream = stream
        self.length = length
    }

    /// Reads a header; unknown flags are kept, and nobody looks at them.
    ///
    /// - Parameter bytes: Exactly ``size`` bytes.
    init(parsing bytes: [UInt8]) throws(YamuxError) {
        guard bytes[0] == Self.version else {
            throw YamuxError(
                code: .unsupportedVersion,
                message: "the peer sent a frame of yamux version \(bytes[0]), and only version \(Self.version) exists: "
                    + "check that both sides have multiplexing switched on"
            )
        }
        guard let kind = Kind(rawValue: bytes[1]) else {
            throw YamuxError(
                code: .unknownType,
                message: "the peer sent a yamux frame of the unknown type \(bytes[1]): "
                    + "check that both sides have multiplexing switched on"
            )
        }
        self.kind = kind
        flags = Flags(rawValue: bytes[2..<4].reduce(0) { $0 << 8 | UInt16($1) })
        stream = bytes[4..<8].reduce(0) { $0 << 8 | UInt32($1) }
        length = bytes[8..<12].reduce(0) { $0 << 8 | UInt32($1) }
    }

    func write(to output: inout [UInt8]) {
        output.append(Self.version)
        output.append(kind.rawValue)
        output.append(UInt8(truncatingIfNeeded: flags.rawValue >> 8))
        output.append(UInt8(truncatingIfNeeded: flags.rawValue))
        for value in [stream, length] {
            for shift in [24, 16, 8, 0] as [UInt32] { output.append(UInt8(truncatingIfNeeded: value >> shift)) }
        }
    }
}
