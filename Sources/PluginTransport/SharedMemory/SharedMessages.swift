/// Where the large messages of one connection lie: those of this side, and those of the other.
struct SharedMessages: Sendable {
    let outbound: SharedArena
    let inbound: SharedArenaMemory
}
