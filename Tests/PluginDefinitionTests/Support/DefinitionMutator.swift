/// Makes new inputs of old ones, the same ones for the same seed.
struct DefinitionMutator {
    private var random: SplitMix64
    private let corpus: [[UInt8]]

    /// Pieces that mean something to YAML or to a definition.
    private static let pieces: [[UInt8]] =
        [
            "\n", "\r", "\t", " ", ":", ": ", "- ", "? ", "[", "]", "{", "}", ",", "#", "&a ", "*a", "!", "!!str ",
            "|\n", ">\n",
            "%TAG ! x\n", "---\n", "...\n", "\"", "'", "\\", "<<: *a\n", "~", "null", "yes", "1.10", "\0", "\u{FEFF}",
            "\u{2028}",
            "а", "id: a\n", "schema_version: 2\n", "schema_version: 3\n", "version: 1.0.0\n", "backend: {}\n", "../",
            "${data}",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "? ? ? ? ? ? ? ?", "on_view:", "999999999999Ti", "1h", ">=1 <0",
            "PLUGIN_X",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xFE, 0xFF], [0xED, 0xA0, 0x80]]

    init(seed: UInt64, corpus: [[UInt8]]) {
        random = SplitMix64(state: seed)
        self.corpus = corpus
    }

    mutating func next() -> [UInt8] {
        var input = corpus.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...6, using: &random) { mutate(&input) }
        return input
    }

    private mutating func mutate(_ input: inout [UInt8]) {
        let place = Int.random(in: 0...input.count, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0 where place < input.count: input[place] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random)
        case 1 where place < input.count: input[place] = UInt8.random(in: 0...255, using: &random)
        case 2: input.removeSubrange(range(in: input, from: place))
        case 3: input.insert(contentsOf: input[range(in: input, from: place)], at: place)
        case 4:
            let other = corpus.randomElement(using: &random) ?? []
            let start = Int.random(in: 0...other.count, using: &random)
            input.insert(contentsOf: other[range(in: other, from: start)], at: place)
        case 5: input = Array(input[..<place])
        default: input.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: place)
        }
    }

    private mutating func range(in input: [UInt8], from start: Int) -> Range<Int> {
        start..<min(input.count, start + Int.random(in: 0...40, using: &random))
    }
}

/// A generator whose numbers depend on nothing but its seed.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
