import Testing

@testable import PluginArchive

/// SplitMix64: the same mutations on every machine.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

@Suite("Damaged archives at random")
struct ArchiveFuzzTests {
    private static let small = TarBuilder.tar {
        $0.add("./", type: "5", mode: "0000755")
        $0.addPax([("path", "./assets/\u{E9}.js"), ("size", "2")])
        $0.add("short", text: "ab")
        $0.add("@", type: "L", text: "./long\u{0}")
        $0.add("cut", text: "long")
    }

    private func mutate(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let index = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[index] = UInt8.random(in: 0...255, using: &random)
            case 2: bytes.removeLast(min(bytes.count - 1, Int.random(in: 1...600, using: &random)))
            case 3: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 512)], at: 0)
            case 4: bytes[index] = UInt8(ascii: "7")
            default: bytes.swapAt(index, Int.random(in: bytes.indices, using: &random))
            }
        }
        return bytes
    }

    /// Puts right the checksum of every block that has the magic, so that what lies behind it is reached.
    private func mend(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for start in stride(from: 0, through: bytes.count - 512, by: 512)
        where bytes[start + 257..<start + 262].elementsEqual("ustar".utf8) {
            let sum = TarHeader.checksum(of: Array(bytes[start..<start + 512]))
            put(Array(TarBuilder.octal(Int(sum), 6).utf8) + [0, 0x20], at: start + 148, in: &bytes)
        }
        return bytes
    }

    private func read(_ body: () throws(ArchiveError) -> Collector) -> Bool {
        do throws(ArchiveError) {
            let found = try body()
            for entry in found.entries {
                let components = entry.path.split(separator: "/", omittingEmptySubsequences: false)
                if components.contains(where: { ["", ".", ".."].contains($0) }) {
                    Issue.record("\(entry.path.debugDescription) was let through")
                }
            }
            return true
        } catch {
            #expect(!error.message.isEmpty)
            return false
        }
    }

    @Test(.timeLimit(.minutes(2))) func neverTrapsOnADamagedTar() {
        var random = SeededGenerator(state: 1)
        var limits = ArchiveLimits()
        limits.maxTotalBytes = 1 << 20
        var accepted = 0
        for _ in 0..<9_000 {
            let bytes = mend(mutate(Self.small, &random))
            if read({ () throws(ArchiveError) in try readTar(bytes, limits: limits) }) { accepted += 1 }
        }
        // Neither all nor none: the mutations reach what they are to reach.
        #expect((100..<8_900).contains(accepted), "\(accepted)")
    }

    @Test(.timeLimit(.minutes(2))) func neverTrapsOnDamagedCompression() throws {
        var random = SeededGenerator(state: 2)
        let archive = try gzip(Self.small)
        var accepted = 0
        for _ in 0..<11_000 {
            let bytes = mutate(archive, &random)
            if read({ () throws(ArchiveError) in try readArchive(bytes) }) { accepted += 1 }
        }
        // Only fields of the header that mean nothing, such as its time, may change.
        #expect(accepted < 2_200, "\(accepted)")
    }
}
