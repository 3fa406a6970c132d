import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How long and from which seed the fuzz tests of connections run.
enum EngineFuzz {
    /// `FUZZ_ITERATIONS`; without it, what a test finds good enough for every day.
    static func iterations(otherwise usual: Int) -> Int { number("FUZZ_ITERATIONS") ?? usual }

    /// Where the random numbers begin: `FUZZ_SEED`.
    static let seed = UInt64(number("FUZZ_SEED") ?? 20_261_124)

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    /// The saved byte streams that one kind of peer sends: `client` or `server`.
    static func corpus(_ folder: String) throws -> [(name: String, bytes: [UInt8])] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Corpus/frames").appending(path: folder).path
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        return try names.map { ($0, Array(try #require(FileManager.default.contents(atPath: "\(path)/\($0)")))) }
    }
}

/// Changes byte streams of HTTP/2, whole frames and single bytes.
struct FrameMutator {
    let words: [WireFrame]
    var random: GRPCSeededRandom

    /// A stream with up to six changes.
    mutating func change(_ bytes: [UInt8], preface: Int) -> [UInt8] {
        var frames = Array(bytes.dropFirst(preface))
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            if Bool.random(using: &random) { changeFrames(&frames) } else { changeBytes(&frames) }
        }
        return bytes.prefix(preface) + frames
    }

    /// The bytes in portions of random size, among them empty ones.
    mutating func portions(of bytes: [UInt8]) -> [[UInt8]] {
        var portions: [[UInt8]] = []
        var start = 0
        let longest = [1, 7, 60, 5000].randomElement(using: &random) ?? 1
        while start < bytes.count {
            let end = min(start + Int.random(in: 0...longest, using: &random), bytes.count)
            portions.append(Array(bytes[start..<end]))
            start = end
        }
        return portions
    }

    private mutating func changeFrames(_ bytes: inout [UInt8]) {
        var frames = WireFrame.all(in: bytes)
        let rest = bytes.suffix(bytes.count - frames.reduce(0) { $0 + 9 + $1.payload.count })
        let place = Int.random(in: 0...frames.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where place < frames.count: frames.remove(at: place)
        case 1 where place < frames.count: frames.insert(frames[place], at: place)
        case 2 where place < frames.count: frames[place].flags ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 3 where place < frames.count: frames[place].stream = UInt32.random(in: 0...12, using: &random)
        case 4 where frames.count > 1:
            frames.swapAt(place % frames.count, Int.random(in: 0..<frames.count, using: &random))
        default: frames.insert(words.randomElement(using: &random) ?? .ping(), at: place)
        }
        bytes = frames.flatMap(\.bytes) + rest
    }

    private mutating func changeBytes(_ bytes: inout [UInt8]) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let range = place..<min(place + Int.random(in: 0...12, using: &random), bytes.count)
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes.removeSubrange(range)
        case 2: bytes.insert(contentsOf: bytes[range], at: place)
        case 3: bytes.removeSubrange(place...)
        default: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
        }
    }
}
