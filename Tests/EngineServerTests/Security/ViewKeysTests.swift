import Testing

@testable import EngineServer

@Suite struct ViewKeysTests {
    @Test func keepsOneKeyForEachPlugin() {
        let keys = ViewKeys()
        let hello = keys.key(for: "hello")
        #expect(keys.key(for: "hello") == hello)
        #expect(keys.key(for: "machine") != hello)
        #expect(keys.matches(hello, for: "hello"))
        #expect(!keys.matches(hello, for: "machine"))
    }

    @Test func nothingOpensAPluginThatWasNeverAskedFor() {
        let keys = ViewKeys()
        #expect(!keys.matches("", for: "hello"))
        let key = keys.key(for: "hello")
        #expect(["", "0", key + "0", String(key.dropLast())].allSatisfy { !keys.matches($0, for: "hello") })
    }
}
