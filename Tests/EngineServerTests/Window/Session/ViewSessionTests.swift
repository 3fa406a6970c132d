import EngineAPI
import FoundationEssentials
import Testing

@testable import EngineServer

@Suite struct ViewSessionTests {
    private func view(_ name: String, _ entry: String, isInShell: Bool = false) -> OpenView {
        OpenView(
            plugin: "hello",
            view: name,
            title: "Hello",
            version: "1.0.0",
            isInShell: isInShell,
            digest: "abc",
            entry: entry
        )
    }

    @Test func hasTheMembersThatThePageExpects() throws {
        let session = ViewSession(view("main", "entry.js"), session: 3, key: "k", port: 4700)
        let json = String(decoding: try EngineJSON.encode(session), as: UTF8.self)
        #expect(
            json
                == #"{"entry":"/assets/abc/entry.js","fallbackPath":"/view/hello/main?key=k","isolation":"frame","#
                + #""origin":"http://hello.localhost:4700","plugin":"hello","session":3,"title":"Hello","#
                + #""url":"http://hello.localhost:4700/view/main?key=k","version":"1.0.0","view":"main"}"#
        )
    }

    @Test func whatIsInAnAddressCannotLeaveIt() {
        let session = ViewSession(view("a/../b?c#d", "ui/ä b.js"), session: 1, key: "k", port: nil)
        #expect(session.fallbackPath == "/view/hello/a%2F..%2Fb%3Fc%23d?key=k")
        #expect(session.entry == "/assets/abc/ui/%C3%A4%20b.js")
        #expect(session.isolation == "frame")
        #expect(session.url.isEmpty && session.origin.isEmpty)
    }

    /// The page imports it, and its map must have the same address letter by letter.
    @Test func theScriptOfATrustedViewIsOnThePagesOrigin() {
        let session = ViewSession(view("main", "ui/a@2+b?#%.js", isInShell: true), session: 1, key: "k", port: 4700)
        #expect(session.isolation == "shell")
        #expect(session.entry == "/view/hello/files/assets/abc/ui/a@2+b%3F%23%25.js")
    }
}
