/// The fields of one decoded header block, in the block's order.
///
/// A class, so that `===` tells a caller that a block was the repetition of an earlier one: what was derived from that
/// list is still right and need not be derived again.
package final class HeaderList: Sendable {
    /// The fields in the order of the block.
    package let fields: [HeaderField]

    /// Creates a list of `fields`.
    package init(_ fields: [HeaderField]) {
        self.fields = fields
    }
}
