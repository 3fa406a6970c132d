import SwiftProtobuf

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension Google_Protobuf_Timestamp {
    /// The time of day.
    static var current: Self {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Self(seconds: Int64(now.tv_sec), nanos: Int32(now.tv_nsec))
    }

    /// A moment in milliseconds since 1970.
    init(milliseconds: Int64) {
        self.init(seconds: milliseconds / 1000, nanos: Int32(milliseconds % 1000) * 1_000_000)
    }
}
