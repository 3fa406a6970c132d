/// How much of the host a plugin's backend may use; nil leaves the engine's own default.
public struct ResourceLimits: Sendable, Hashable, Codable {
    /// Resident memory.
    public var memory: ByteSize?
    /// Processor time.
    public var cpu: ProcessorShare?
    /// Processes and threads.
    public var pids: Int?
    /// Open files and sockets.
    public var files: Int?
    /// The size of the plugin's data folder.
    public var data: ByteSize?

    /// Creates limits.
    ///
    /// - Parameters:
    ///   - memory: Resident memory.
    ///   - cpu: Processor time.
    ///   - pids: Processes and threads.
    ///   - files: Open files and sockets.
    ///   - data: The size of the plugin's data folder.
    public init(
        memory: ByteSize? = nil,
        cpu: ProcessorShare? = nil,
        pids: Int? = nil,
        files: Int? = nil,
        data: ByteSize? = nil
    ) {
        self.memory = memory
        self.cpu = cpu
        self.pids = pids
        self.files = files
        self.data = data
    }
}
