/// Whether a plugin can do its work, as it sees it itself.
public enum ServingStatus: String, Sendable, Hashable {
    /// It did not say, or said something that is newer than this contract.
    case unknown
    case serving
    /// It runs and answers, but cannot do its work.
    case notServing = "not-serving"
}
