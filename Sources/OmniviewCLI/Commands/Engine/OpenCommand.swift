import ArgumentParser
import EngineAPI

/// Opens the window in a browser.
struct OpenCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Opens the engine's window in the browser.",
        discussion: """
            The address holds a secret that is good once and for a minute; the browser keeps a cookie instead. On a \
            machine without a browser, or with --print, it is printed.

            Example:
              omniview open
              omniview open --print
            """
    )

    @Flag(help: "Print the address and open nothing.")
    var print = false

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute(_ client: EngineClient) async throws {
        let link = try await client.makeOpenLink()
        guard let url = link.url, await client.servesWindow(at: link, url: url) else {
            throw CommandFailure(
                code: "no-window",
                message: "the engine does not serve the window; start it without --no-window, and with the window's "
                    + "files (--web DIR)",
                exit: .unavailable
            )
        }
        let isOpened = !print && !output.json && Browser.open(url)
        try show(link) { terminal in
            isOpened ? "the window opens in your browser; if it does not, go to \(url)\n" : "\(url)\n"
        }
    }
}
