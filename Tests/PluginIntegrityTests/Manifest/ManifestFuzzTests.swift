import PluginIntegrity
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Mutates saved manifests. `FUZZ_ITERATIONS` says how often, `FUZZ_SEED` repeats a run.
@Suite struct ManifestFuzzTests {
    private static let corpus =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        .joined(separator: "/") + "/Corpus"

    private static func seeds() throws -> [[UInt8]] {
        guard let stream = opendir(corpus) else { throw TestFailure(what: "no corpus in \(corpus)") }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return try names.sorted().map { try readFile("\(corpus)/\($0)") }
    }

    private static func number(_ variable: String) -> UInt64? {
        getenv(variable).flatMap { UInt64(String(cString: $0)) }
    }

    /// What holds for all bytes whatever: refused with an error, or read, written and read again to the same value.
    private func checkInvariants(_ bytes: [UInt8]) -> Bool {
        do {
            let manifest = try PluginManifest(parsing: bytes)
            let encoded = manifest.encoded()
            let again = try? PluginManifest(parsing: encoded)
            #expect(again == manifest && again?.encoded() == encoded, "\(bytes)")
            return true
        } catch {
            let isPrintable = error.message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            #expect(isPrintable && error.message.utf8.count < 2000, "\(bytes)")
            return false
        }
    }

    @Test func corpusHoldsBothKinds() throws {
        let accepted = try Self.seeds().count(where: checkInvariants)
        #expect(accepted >= 3)
        #expect(try Self.seeds().count - accepted >= 3)
    }

    @Test func mutationsNeverBreakTheParser() throws {
        let seed = Self.number("FUZZ_SEED") ?? UInt64.random(in: 0...UInt64.max)
        let iterations = Self.number("FUZZ_ITERATIONS") ?? 2000
        print("ManifestFuzzTests: FUZZ_SEED=\(seed) FUZZ_ITERATIONS=\(iterations)")
        var generator = SplitMix64(state: seed)
        let corpus = try Self.seeds()
        var accepted = 0
        for _ in 0..<iterations {
            var bytes = corpus.randomElement(using: &generator) ?? []
            // Mostly one: of manifests with one change, enough are still accepted to be written and read again.
            for _ in 0..<([1, 1, 1, 2, 4].randomElement(using: &generator) ?? 1) {
                Mutation.apply(to: &bytes, other: corpus.randomElement(using: &generator) ?? [], &generator)
            }
            if checkInvariants(bytes) { accepted += 1 }
        }
        print("ManifestFuzzTests: \(accepted) of \(iterations) were accepted")
        // A fuzzer whose every input is refused at the first byte tests nothing.
        #expect(iterations < 1000 || accepted > 0, "FUZZ_SEED=\(seed)")
    }
}

/// A small generator whose whole state is the seed.
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

/// One random change to a text.
enum Mutation {
    private static let tokens: [[UInt8]] = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "/", "..", "./", "-", "0", "1", "9223372036854775807", "1e9", "null",
        "\"path\"", "\"size\"", "\"mode\"", "\"sha256\"", "\"files\"", "\\u0000", "\\ud800", "\\u002e", "\u{202e}",
        "\u{e9}",
        "e\u{301}", "\u{338}", "\"4755\"", "data/", "MANIFEST.json", "\u{feff}", " ", "\n",
    ].map { Array($0.utf8) }

    static func apply(to bytes: inout [UInt8], other: [UInt8], _ generator: inout SplitMix64) {
        let start = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, start + Int.random(in: 0...16, using: &generator))
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: bytes.replaceSubrange(start..<end, with: [])
        case 1: bytes.insert(contentsOf: tokens.randomElement(using: &generator) ?? [], at: start)
        case 2: bytes.replaceSubrange(start..<end, with: tokens.randomElement(using: &generator) ?? [])
        case 3: if start < bytes.count { bytes[start] = UInt8.random(in: 0...255, using: &generator) }
        case 4: if start < bytes.count { bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
        case 5: bytes.insert(contentsOf: bytes[start..<end], at: start)
        default:
            let cut = Int.random(in: 0...other.count, using: &generator)
            bytes.replaceSubrange(start..., with: other[cut...])
        }
    }
}
