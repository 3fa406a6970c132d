import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How long and from which seed the fuzz tests run.
enum FuzzSettings {
    /// How many inputs each fuzz test tries: `FUZZ_ITERATIONS`.
    static let iterations = number("FUZZ_ITERATIONS") ?? 2_000
    /// Where the random numbers begin: `FUZZ_SEED`.
    static let seed = UInt64(number("FUZZ_SEED") ?? 20_261_123)

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }
}

/// The saved inputs of the fuzz tests, one per file.
enum Corpus {
    /// The contents of all files of a folder in `Corpus`, in the order of their names.
    static func inputs(_ folder: String) throws -> [[UInt8]] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Corpus").appending(path: folder).path
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        return try names.map { name in
            let data = try #require(FileManager.default.contents(atPath: "\(path)/\(name)"))
            return Array(data)
        }
    }
}

/// Makes new inputs out of known ones.
struct Mutator {
    let corpus: [[UInt8]]
    let words: [[UInt8]]
    var generator: SeededGenerator

    init(corpus: [[UInt8]], words: [String], seed: UInt64) {
        self.corpus = corpus
        self.words = words.map { Array($0.utf8) }
        generator = SeededGenerator(seed: seed)
    }

    /// One input of the corpus with up to eight changes.
    mutating func next() -> [UInt8] {
        var input = corpus.randomElement(using: &generator) ?? []
        for _ in 0..<Int.random(in: 1...8, using: &generator) { change(&input) }
        return input
    }

    /// The bytes cut into portions of random size, among them empty ones.
    mutating func portions(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var portions: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        let longest = Int.random(in: 1...64, using: &generator)
        while !rest.isEmpty {
            let portion = rest.prefix(Int.random(in: 0...longest, using: &generator))
            portions.append(portion)
            rest = rest.dropFirst(portion.count)
        }
        return portions
    }

    private mutating func change(_ input: inout [UInt8]) {
        let position = Int.random(in: 0...input.count, using: &generator)
        let range = position..<min(position + Int.random(in: 0...12, using: &generator), input.count)
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: input.insert(UInt8.random(in: 0...255, using: &generator), at: position)
        case 1: input.removeSubrange(range)
        case 2 where position < input.count: input[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 3: input.insert(contentsOf: words.randomElement(using: &generator) ?? [], at: position)
        case 4: input.replaceSubrange(range, with: words.randomElement(using: &generator) ?? [])
        case 5: input.insert(contentsOf: input[range], at: position)
        case 6:
            let copies = repeatElement(input[range], count: Int.random(in: 1...40, using: &generator))
            input.insert(contentsOf: copies.joined(), at: position)
        default:
            let other = corpus.randomElement(using: &generator) ?? []
            input.replaceSubrange(position..., with: other.suffix(Int.random(in: 0...other.count, using: &generator)))
        }
    }
}
