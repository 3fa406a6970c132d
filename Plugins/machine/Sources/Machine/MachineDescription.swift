/// What the machine is; empty or nil where it cannot be found out.
struct MachineDescription: Equatable, Sendable {
    var hostName = ""
    var operatingSystem = ""
    var kernel = ""
    var architecture = ""
    var processor = ""
    var processorCount = 0
    var memoryBytes: UInt64 = 0
    /// In seconds since 1970.
    var booted: UInt64?
}
