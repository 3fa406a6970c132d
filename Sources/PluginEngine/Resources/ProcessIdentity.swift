/// A process, told apart from a later one that has the same number.
public struct ProcessIdentity: Sendable, Hashable {
    /// The process's number.
    public var processID: Int32
    /// When it started, in the system's own unit: clock ticks since the machine started on Linux, microseconds since 1970
    /// on macOS.
    public var startTime: UInt64

    /// Creates an identity.
    public init(processID: Int32, startTime: UInt64) {
        self.processID = processID
        self.startTime = startTime
    }
}
