import InteropContracts
import PluginHost
import PluginProtocol
import PluginTransport
import Subprocess
import SwiftProtobuf
import SystemPackage
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// This engine's host with a plugin of the crowdsec distribution, which nobody here wrote or built.
@Suite(.startsProcesses) struct CrowdsecPluginTests {
    /// Answers one request, and prints first its port and then the request's body.
    private static let server = """
        import http.server, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                self.send_response(200); self.end_headers()
                print(body.decode(), flush=True)
            def log_message(self, *arguments): pass
        server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
        print(server.server_port, flush=True)
        server.handle_request()
        """

    /// The daemon itself never asks for TLS; its plugins can do it all the same.
    @Test(arguments: [PluginLaunch.TLSRequirement.off, .required])
    func httpPluginIsConfiguredAndDelivers(tls: PluginLaunch.TLSRequirement) async throws {
        var launch = PluginLaunch(
            name: "crowdsec-http",
            command: PluginCommand(program: try Products.peer("crowdsec/root/usr/lib/crowdsec/plugins/http")),
            cookie: MagicCookie(key: "CROWDSEC_PLUGIN_KEY", value: "any")
        )
        launch.tls = tls
        launch.stopPolicy.shutdownDeadline = .seconds(30)
        let ready = launch
        _ = try await Subprocess.run(
            .name("python3"),
            arguments: ["-c", Self.server],
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            var lines = execution.standardOutput.strings().makeAsyncIterator()
            let port = try #require(try await lines.next().flatMap { Int($0.filter(\.isNumber)) })
            let (_, end) = try await PluginHost.withPlugin(ready, logger: RecordingLog().logger()) { plugin in
                #expect(plugin.tls?.peerKey == (tls == .required ? "ECDSA P-521" : nil))
                #expect(plugin.appProtocol == 1)
                let notifier = Proto_Notifier.Client(wrapping: plugin.client)
                let settings = """
                    name: test
                    type: http
                    url: http://127.0.0.1:\(port)/
                    method: POST
                    format: "{{.}}"
                    log_level: info
                    """
                _ = try await notifier.configure(.with { $0.config = .init(settings.utf8) })
                _ = try await notifier.notify(.with { ($0.name, $0.text) = ("test", "a decision was made") })
            }
            let body = try #require(try await lines.next())
            #expect(body.contains("a decision was made"))
            #expect(end.exit != nil)
        }
    }
}
