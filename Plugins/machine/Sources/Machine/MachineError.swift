/// The machine could not be read.
struct MachineError: Error, CustomStringConvertible {
    /// What was read, and what came of it.
    let description: String
}
