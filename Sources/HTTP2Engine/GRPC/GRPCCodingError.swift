/// Why the bytes of a message could not be read or written.
package struct GRPCCodingError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable, CaseIterable {
        /// A message is longer than the limit, as announced by its prefix or as it came out of decompression.
        case messageTooLarge
        /// The bytes are not what their format demands.
        case malformed
        /// Not enough memory to compress or decompress.
        case outOfMemory
    }

    package var code: Code
    package var message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// The status with which a call ends that met this error.
    package var status: GRPCStatus {
        switch code {
        case .messageTooLarge, .outOfMemory: GRPCStatus(code: .resourceExhausted, message: message)
        case .malformed: GRPCStatus(code: .internalError, message: message)
        }
    }
}

extension GRPCCodingError {
    static func tooLarge(count: Int, limit: Int) -> Self {
        Self(code: .messageTooLarge, message: "The message has \(count) bytes, the limit is \(limit).")
    }

    static func decompressedTooLarge(limit: Int) -> Self {
        Self(code: .messageTooLarge, message: "The message unfolds to more bytes than the limit, \(limit).")
    }

    static func malformed(_ message: String) -> Self {
        Self(code: .malformed, message: message)
    }

    static var outOfMemory: Self {
        Self(code: .outOfMemory, message: "There is not enough memory to compress or decompress the message.")
    }
}
