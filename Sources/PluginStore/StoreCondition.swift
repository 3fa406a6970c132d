/// How the file of an open store has fared.
public struct StoreCondition: Sendable {
    /// The first damage that an access has met since the opening; nil while none has.
    public let damage: StoreError?

    /// Whether the file is where it was opened.
    public let place: Place

    /// How often somebody has removed the file while it was open, and it was written again.
    public let rewrites: Int

    /// Makes a condition.
    public init(damage: StoreError? = nil, place: Place = .kept, rewrites: Int = 0) {
        self.damage = damage
        self.place = place
        self.rewrites = rewrites
    }

    /// Where the file is.
    public enum Place: Hashable, Sendable {
        /// Where it was opened.
        case kept
        /// Nowhere, or its log is not: somebody has removed it. The next write puts it back, with all that is in it.
        case removed
        /// Another file has its name, or another folder that of its folder. Writes fail as
        /// ``StoreError/Code/replaced``.
        case replaced
    }
}
