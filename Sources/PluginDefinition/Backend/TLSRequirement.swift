/// Whether host and backend must prove to each other who they are.
public enum TLSRequirement: String, Sendable, Hashable, Codable, CaseIterable {
    /// Both show a certificate made for this one start; a backend that shows none is stopped.
    case required
    /// As `required` with a backend that shows a certificate; in the clear with one that does not.
    case optional
    /// The host offers no certificate.
    case off
}
