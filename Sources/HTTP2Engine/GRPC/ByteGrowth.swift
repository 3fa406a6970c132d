/// How many times what has come a buffer may reserve on a peer's word.
///
/// What is reserved and not written costs no memory, while each growth copies and, for large buffers, takes fresh pages,
/// which are dearer than the copy. Seventeen, not sixteen, because a message of a power of two would miss each reserve by
/// the bytes of its prefix.
private let trustFactor = 17

extension [UInt8] {
    /// A copy of `bytes` in one allocation of their size.
    @inline(__always)
    package init(copying bytes: UnsafeRawBufferPointer) {
        let count = bytes.count
        self.init(unsafeUninitializedCapacity: count) { target, initialized in
            UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
            initialized = count
        }
    }

    /// Appends `bytes` to a buffer that is said to end at `total` bytes, by a peer that may lie.
    ///
    /// The buffer reserves no more than it is said to need, and no more than seventeen times what it then holds. So the copies
    /// stay linear in what comes, and a lie costs next to nothing.
    package mutating func append(_ bytes: UnsafeRawBufferPointer, growingTo total: Int) {
        let needed = count + bytes.count
        if needed > capacity {
            let reserve = needed * trustFactor
            reserveCapacity(needed > total ? reserve : Swift.min(reserve, total))
        }
        append(contentsOf: bytes.assumingMemoryBound(to: UInt8.self))
    }
}
