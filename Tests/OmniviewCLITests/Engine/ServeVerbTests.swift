import EngineAPI
import TestSupport
import Testing

@testable import OmniviewCLI

/// What `serve` says when it cannot.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct ServeVerbTests {
    @Test func aPortThatIsTakenIsNamed() async throws {
        try await withEngine(port: 0) { engine in
            let link = try await EngineClient.withClient(of: EngineSocket(stateDirectory: engine.state)) {
                try await $0.makeOpenLink()
            }
            // http://127.0.0.1:PORT/open?...
            let port = try #require(link.url?.split(separator: "/")[1].split(separator: ":").last)
            let folder = try TemporaryFolder()
            let words = ["serve", "--no-window", "--port", "\(port)", "--state", folder.path]
            let run = try await Omniview.run(words)
            #expect(run.code == 69)
            let message =
                "error: cannot listen on 127.0.0.1, port \(port): another program listens there; choose another one "
                + "with --port\n"
            #expect(run.error.hasSuffix(message), "\(run.error)")
        }
    }

    @Test func aFolderOfTheWindowThatIsNotThereIsNamed() async throws {
        let folder = try TemporaryFolder()
        let run = try await Omniview.run(["serve", "--web", "/nowhere/at/all", "--state", folder.path])
        #expect(run.code == 65)
        #expect(run.error.hasPrefix("error: the folder of the page, /nowhere/at/all, cannot be read"), "\(run.error)")
        #expect(!run.error.contains("NSCocoaErrorDomain"), "\(run.error)")
    }
}
