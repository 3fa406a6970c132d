/// Why a header block could not be decoded.
///
/// Every code but ``Code-swift.enum/headerListTooLarge`` is a connection error of type COMPRESSION_ERROR (RFC 9113
/// section 4.3): the two sides no longer agree on the dynamic table, so the decoder must not be used again.
package struct HPACKError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of an ``HPACKError``.
    package enum Code: String, Sendable, Hashable {
        /// The block ends inside a field.
        case truncated
        /// An integer is beyond 2^32 - 1, or has more octets than its value needs (RFC 7541 section 5.1).
        case invalidInteger
        /// An index is 0 or beyond both tables (RFC 7541 section 2.3.3).
        case invalidIndex
        /// A Huffman string has a wrong padding or contains the end-of-string symbol (RFC 7541 section 5.2).
        case invalidHuffman
        /// A table size update is above the announced limit, or stands where none may (RFC 7541 sections 4.2, 6.3).
        case invalidTableSizeUpdate
        /// The list is larger than this side accepts (RFC 9113 section 6.5.2). The block was decoded to its end and the
        /// dynamic table is in step, so this may be an error of the stream alone.
        case headerListTooLarge
    }

    /// Which rule was broken.
    package var code: Code
    /// What happened, in one line.
    package var message: String

    /// Creates an error.
    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    /// The message alone: it is written to stand on its own.
    package var description: String { message }
}
