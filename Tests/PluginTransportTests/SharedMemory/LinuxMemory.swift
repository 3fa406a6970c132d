#if os(Linux)
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What a test does with memory that has a descriptor; Swift sees neither the calls nor their numbers.
enum LinuxMemory {
    /// Whether a size can be changed, and what else must stay as it is.
    struct Seals: OptionSet, Sendable {
        let rawValue: Int32

        static let noMoreSeals = Seals(rawValue: 1)
        static let noShrinking = Seals(rawValue: 2)
        static let noGrowing = Seals(rawValue: 4)
        static let noWriting = Seals(rawValue: 8)
    }

    private static let closesOnExec: UInt32 = 1
    private static let allowsSealing: UInt32 = 2
    private static let addSeals: Int32 = 1033
    private static let keepsSize: Int32 = 1
    private static let punchesHole: Int32 = 2

    /// Memory with a descriptor, all zero.
    static func make(_ length: Int) throws -> Int32 {
        typealias Call = @convention(c) (UnsafePointer<CChar>, UInt32) -> Int32
        let call = unsafeBitCast(try #require(dlsym(nil, "memfd_create")), to: Call.self)
        let descriptor = call("omniview-test", closesOnExec | allowsSealing)
        try #require(descriptor >= 0 && ftruncate(descriptor, off_t(length)) == 0)
        return descriptor
    }

    /// Adds seals; false when it has been sealed against that.
    static func seal(_ descriptor: Int32, _ seals: Seals) -> Bool {
        fcntl(descriptor, addSeals, seals.rawValue) == 0
    }

    /// Takes the pages away, and keeps the size.
    static func punchOut(_ descriptor: Int32, _ length: Int) throws -> Bool {
        typealias Call = @convention(c) (Int32, Int32, off_t, off_t) -> Int32
        let call = unsafeBitCast(try #require(dlsym(nil, "fallocate")), to: Call.self)
        return call(descriptor, keepsSize | punchesHole, 0, off_t(length)) == 0
    }
}
#endif
