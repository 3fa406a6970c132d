/// The end of a call: its code, and a text for people.
package struct GRPCStatus: Sendable, Hashable {
    package var code: GRPCStatusCode
    /// The text as it was meant: `PercentEncoding` is applied on the wire only.
    package var message: String

    package init(code: GRPCStatusCode, message: String = "") {
        self.code = code
        self.message = message
    }

    package static let ok = GRPCStatus(code: .ok)
}
