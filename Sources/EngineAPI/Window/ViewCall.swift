/// One call of a view to its backend: one request, any number of answers.
public struct ViewCall: Hashable, Sendable {
    /// The method, `package.Service/Method`.
    public var method: String
    /// The request, as the plugin's contract has it.
    public var message: [UInt8]
    /// How long the whole call may take; nil for as long as the view is open, as streams do.
    public var deadline: Duration?

    /// Creates the value.
    public init(method: String, message: [UInt8], deadline: Duration?) {
        self.method = method
        self.message = message
        self.deadline = deadline
    }
}

/// How a call ended: a gRPC status.
public struct ViewCallEnd: Hashable, Sendable {
    /// The status code; 0 is good.
    public var status: Int
    /// What the status says.
    public var message: String

    /// Creates the value.
    public init(status: Int, message: String = "") {
        self.status = status
        self.message = message
    }
}
