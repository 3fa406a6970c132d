/// Collects the fields of a block, and lets go of them all when they are too large.
struct HeaderListBuilder {
    private let maximumSize: Int
    private var size = 0
    private(set) var fields: [HeaderField] = []
    /// Whether the list is above the maximum; nothing is kept from then on.
    private(set) var isTooLarge = false

    init(maximumSize: Int, expectedCount: Int) {
        self.maximumSize = maximumSize
        fields.reserveCapacity(expectedCount)
    }

    /// Appends a field of `size` if the list stays within the maximum.
    @inline(__always)
    mutating func append(_ field: consuming HeaderField, size: Int) {
        guard !isTooLarge else { return }
        self.size += size
        if self.size > maximumSize {
            isTooLarge = true
            fields = []
        } else {
            fields.append(field)
        }
    }

    func finish() throws(HPACKError) -> HeaderList {
        guard !isTooLarge else {
            throw HPACKError(
                code: .headerListTooLarge,
                message: "a header list is larger than the \(maximumSize) octets that are accepted"
            )
        }
        return HeaderList(fields)
    }
}
