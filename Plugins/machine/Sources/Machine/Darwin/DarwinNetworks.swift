#if canImport(Darwin)
import Darwin

/// What has passed the interfaces: the routing table's list of them, whose counters have 64 bits.
enum DarwinNetworks {
    /// At most so many interfaces that anything has passed.
    static func read(most: Int = 64) -> [NetworkReading] {
        guard let bytes = Sysctl.bytes([CTL_NET, PF_ROUTE, 0, 0, NET_RT_IFLIST2, 0]) else { return [] }
        return bytes.withUnsafeBytes { bytes in
            var readings: [NetworkReading] = []
            var offset = 0
            // Messages of several kinds, each with its length and its kind at the same places.
            while offset + MemoryLayout<if_msghdr>.size <= bytes.count, readings.count < most {
                let head = bytes.loadUnaligned(fromByteOffset: offset, as: if_msghdr.self)
                guard head.ifm_msglen > 0 else { break }
                defer { offset += Int(head.ifm_msglen) }
                guard Int32(head.ifm_type) == RTM_IFINFO2, offset + MemoryLayout<if_msghdr2>.size <= bytes.count else {
                    continue
                }
                let message = bytes.loadUnaligned(fromByteOffset: offset, as: if_msghdr2.self)
                let data = message.ifm_data
                guard data.ifi_ipackets > 0 || data.ifi_opackets > 0 else { continue }
                var name = [UInt8](repeating: 0, count: Int(IF_NAMESIZE))
                let isNamed = name.withUnsafeMutableBytes { name in
                    if_indextoname(UInt32(message.ifm_index), name.baseAddress?.assumingMemoryBound(to: CChar.self))
                        != nil
                }
                guard isNamed else { continue }
                readings.append(
                    NetworkReading(
                        name: String(showing: name.prefix { $0 != 0 }),
                        receivedBytes: data.ifi_ibytes,
                        receivedPackets: data.ifi_ipackets,
                        sentBytes: data.ifi_obytes,
                        sentPackets: data.ifi_opackets
                    )
                )
            }
            return readings
        }
    }
}
#endif
