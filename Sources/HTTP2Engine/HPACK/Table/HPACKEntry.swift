/// A field of a table, with the counts of octets that its size is made of.
struct HPACKEntry {
    var field: HeaderField
    var nameCount: Int
    var valueCount: Int

    /// What each field costs beside its octets (RFC 7541 section 4.1, RFC 9113 section 6.5.2).
    static let overhead = 32

    /// The size of the field, in a dynamic table and in a header list.
    var size: Int { nameCount + valueCount + Self.overhead }
}
