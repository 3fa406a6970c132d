import Testing

@testable import HTTP2Engine

/// A client and a server whose applications do anything at any time, with bytes cut anywhere between them.
@Suite("HTTP/2 connection: random calls")
struct EnginePairFuzzTests {
    @Test("Both sides agree on every message, and every call ends once")
    func agreement() throws {
        let count = min(EngineFuzz.iterations(otherwise: 40), 20_000)
        print("HTTP/2 pair fuzzing: FUZZ_SEED=\(EngineFuzz.seed) FUZZ_ITERATIONS=\(count)")
        var ends: Set<GRPCStatusCode> = []
        for index in 0..<UInt64(count) {
            let world = RandomCalls(seed: EngineFuzz.seed &+ index)
            try world.run()
            ends.formUnion(world.ends)
        }
        #expect(ends.isSuperset(of: [.ok, .aborted, .internalError]), "the runs test too little")
    }
}
