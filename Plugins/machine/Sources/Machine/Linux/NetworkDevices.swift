extension NetworkReading {
    /// `/proc/net/dev`: two lines of heads, then `  eth0: bytes packets errs drop fifo frame compressed multicast`, and
    /// the same of what was sent. At most so many interfaces that anything has passed; damaged lines are left out.
    static func parse(_ text: TextCursor, most: Int = 64) -> [NetworkReading] {
        var text = text
        var readings: [NetworkReading] = []
        while var line = text.line(), readings.count < most {
            // A name may have a colon itself, as aliases do; a number has none.
            guard var name = line.text(beforeLast: UInt8(ascii: ":")),
                let received = line.number(), let receivedPackets = line.number(),
                line.skip(words: 6),
                let sent = line.number(), let sentPackets = line.number(),
                receivedPackets > 0 || sentPackets > 0
            else { continue }
            name = name.drop { $0 == UInt8(ascii: " ") }
            readings.append(
                NetworkReading(
                    name: String(showing: name),
                    receivedBytes: received,
                    receivedPackets: receivedPackets,
                    sentBytes: sent,
                    sentPackets: sentPackets
                )
            )
        }
        return readings
    }
}
