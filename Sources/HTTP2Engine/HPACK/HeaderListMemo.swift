/// The lists of blocks that may come again.
///
/// A block is on trial first: only one that did come again is kept, so that blocks which never repeat do not push out
/// those that always do. Both places are rings of a few slots, and a long block is not taken, which bounds the memory.
struct HeaderListMemo {
    /// The longest block that is remembered, in octets.
    static let maximumBlockSize = 512
    /// The number of blocks on trial, and as many are kept.
    static let slotCount = 8

    private var slots: [Slot] = []
    private var nextOnTrial = 0
    private var nextKept = 0

    private struct Slot {
        var hash: UInt64 = 0
        var block: [UInt8] = []
        var list: HeaderList?
    }

    /// The list that `block` had; nil if it is not remembered.
    mutating func list(for block: UnsafeRawBufferPointer, hash: UInt64) -> HeaderList? {
        for index in slots.indices where slots[index].hash == hash {
            guard let list = slots[index].list else { continue }
            guard slots[index].block.withUnsafeBytes({ Octets.areEqual($0, block) }) else { continue }
            if index < Self.slotCount {
                slots.swapAt(index, Self.slotCount + nextKept)
                nextKept = (nextKept + 1) % Self.slotCount
            }
            return list
        }
        return nil
    }

    /// Remembers the list of a block that changed nothing and is not remembered yet.
    mutating func remember(_ list: HeaderList, for block: UnsafeRawBufferPointer, hash: UInt64) {
        guard block.count <= Self.maximumBlockSize else { return }
        if slots.isEmpty { slots = Array(repeating: Slot(), count: 2 * Self.slotCount) }
        slots[nextOnTrial].hash = hash
        slots[nextOnTrial].block.removeAll(keepingCapacity: true)
        slots[nextOnTrial].block.append(contentsOf: block)
        slots[nextOnTrial].list = list
        nextOnTrial = (nextOnTrial + 1) % Self.slotCount
    }

    /// Forgets everything, because the dynamic table changed.
    mutating func removeAll() {
        if !slots.isEmpty { slots = [] }
    }
}
