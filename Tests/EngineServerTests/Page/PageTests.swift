import EngineAPI
import FakeEngineSupport
import FoundationEssentials
import NIOHTTP1
import Testing

@testable import EngineServer

/// The page, plugins' views, and the files of both, as a browser gets them.
@Suite(.timeLimit(.minutes(2))) struct PageTests {
    /// A page of scripts that do nothing.
    private static let web: WebFiles = {
        var files: [String: WebFile] = [:]
        for name in ["window.js", "frame.js", "window.css", "plugin.css", "chunk-1.js"] + WebFiles.modules.values {
            files[name] = WebFile(Array("/* \(name) */".utf8), compressed: nil, type: WebFile.type(of: name))
        }
        files["chunk-1.js"] = WebFile(Array("/* 1 */".utf8), compressed: [0x1f, 0x8b], type: "text/javascript")
        return WebFiles(files)
    }()

    /// The parts of a policy by their names.
    private func policy(_ reply: RunningServer.Reply) -> [String: String] {
        var policy: [String: String] = [:]
        for part in (reply.headers.first(name: "content-security-policy") ?? "").split(separator: "; ") {
            let words = part.split(separator: " ", maxSplits: 1)
            policy[String(words[0])] = words.count > 1 ? String(words[1]) : ""
        }
        return policy
    }

    private func importMap(_ reply: RunningServer.Reply) throws -> [String: [String: String]] {
        let begin = try #require(reply.text.firstRange(of: #"<script type="importmap">"#)?.upperBound)
        let rest = reply.text[begin...]
        let end = try #require(rest.firstRange(of: "</script>")?.lowerBound)
        return try JSONDecoder().decode([String: [String: String]].self, from: Data(rest[..<end].utf8))
    }

    @Test func thePageNeedsNoCookieAndItsCallsDo() async throws {
        try await withServer(web: Self.web) { server in
            let page = try await server.request(.GET, server.url + "/")
            #expect(page.status == 200)
            #expect(page.headers.first(name: "content-type") == "text/html; charset=utf-8")
            #expect(page.headers.first(name: "cross-origin-opener-policy") == "same-origin")
            #expect(page.headers.first(name: "integrity-policy") == "blocked-destinations=(script)")
            let policy = policy(page)
            #expect(policy["default-src"] == "'none'")
            #expect(policy["frame-src"] == "http://*.localhost:\(server.port) 'self'")
            #expect(policy["frame-ancestors"] == "'none'")
            #expect(policy["require-trusted-types-for"] == "'script'")
            // A nonce would be handed down to whatever the page imports.
            #expect(!page.text.contains("nonce") && !policy.values.contains { $0.contains("nonce") })
            #expect(!policy.values.contains { $0.contains("unsafe") })
            #expect(try await server.request(.GET, server.url + "/v1/contributions").status == 401)
        }
    }

    @Test func everyScriptOfTheMapIsServedAsItSays() async throws {
        try await withServer(web: Self.web) { server in
            let map = try importMap(try await server.request(.GET, server.url + "/"))
            let imports = try #require(map["imports"])
            // Whoever has no cookie does not learn which plugins there are.
            #expect(map["integrity"]?.keys.contains { $0.hasPrefix("/view/") } == false)
            let integrity = try #require(map["integrity"])
            #expect(imports.keys.sorted() == WebFiles.modules.keys.sorted())
            #expect(Set(imports.values).isSubset(of: integrity.keys))
            #expect(integrity.keys.contains { $0.hasSuffix("/chunk-1.js") })
            for (path, expected) in integrity {
                let file = try await server.request(.GET, server.url + path)
                #expect(file.status == 200)
                #expect(WebFile(file.body, compressed: nil, type: "").integrity == expected)
                #expect(file.headers.first(name: "cache-control")?.contains("immutable") == true)
                #expect(file.headers.first(name: "x-content-type-options") == "nosniff")
            }
        }
    }

    @Test func thePageKnowsTheFilesOfTrustedPlugins() async throws {
        try await withServer(web: Self.web) { server in
            let known = try await server.call(.GET, "/")
            let integrity = try #require(try importMap(known)["integrity"])
            let base = "/view/hello/files/assets/\(FakeViews.digest)/"
            #expect(
                integrity.keys.filter { $0.hasPrefix("/view/") }.sorted()
                    == ["entry.js", "parts/chunk.js", "style.css"].map { base + $0 }
            )
            let expected = WebFile.integrity(ofDigest: [UInt8](repeating: 7, count: 32))
            #expect(integrity[base + "entry.js"] == expected)
            for path in integrity.keys where path.hasPrefix("/view/") {
                #expect(try await server.request(.GET, server.url + path).status == 200)
            }
            // A page that a foreign site opens is nobody's yet.
            let foreign = try await server.request(.GET, server.url + "/", headers: [("Cookie", "omniview=guessed")])
            #expect(try importMap(foreign)["integrity"]?.keys.contains { $0.hasPrefix("/view/") } == false)
        }
    }

    @Test func compressedFilesGoToThoseWhoTakeThem() async throws {
        try await withServer(web: Self.web) { server in
            let url = server.url + Self.web.path(of: "chunk-1.js")
            #expect(try await server.request(.GET, url).text == "/* 1 */")
            let reply = try await server.request(.GET, url, headers: [("Accept-Encoding", "br, gzip;q=0.5")])
            #expect(reply.headers.first(name: "content-encoding") == "gzip")
            #expect(reply.body == [0x1f, 0x8b])
            let head = try await server.request(.HEAD, url)
            #expect(head.status == 200 && head.body.isEmpty)
        }
    }

    @Test(arguments: [
        "/web", "/web/", "/web/x/window.js", "/web/DIGEST/none.js", "/web/DIGEST/../x", "/web/DIGEST/a/b",
    ])
    func otherFilesAreNotThere(path: String) async throws {
        try await withServer(web: Self.web) { server in
            let path = path.split(separator: "DIGEST", omittingEmptySubsequences: false).joined(
                separator: Self.web.digest
            )
            let unknown = try await server.request(.GET, server.url + path)
            #expect(unknown.status == 401)
            let known = try await server.call(.GET, path)
            #expect(known.status == 404)
        }
    }

    @Test func aViewsDocumentIsShutIn() async throws {
        try await withServer(web: Self.web) { server in
            let key = server.server.responder.viewKeys.key(for: "hello")
            let host = "hello.localhost:\(server.port)"
            let reply = try await server.request(.GET, server.url + "/view/main?key=\(key)", headers: [("Host", host)])
            #expect(reply.status == 200)
            let policy = policy(reply)
            #expect(policy["default-src"] == "'none'")
            #expect(policy["connect-src"] == "'none'")
            #expect(policy["sandbox"] == "allow-scripts")
            #expect(policy["require-trusted-types-for"] == "'script'" && policy["trusted-types"] == "'none'")
            #expect(!reply.text.contains("<link"))
            #expect(policy["form-action"] == "'none'")
            #expect(
                policy["frame-ancestors"] == "http://127.0.0.1:\(server.port) http://localhost:\(server.port)"
            )
            #expect(!policy.values.contains { $0.contains("unsafe") || $0.contains("nonce") })
            #expect(reply.headers.first(name: "integrity-policy") == "blocked-destinations=(script)")
            #expect(reply.headers.first(name: "permissions-policy")?.contains("camera=()") == true)
            let integrity = try #require(try importMap(reply)["integrity"])
            let assets = "/assets/\(FakeViews.digest)"
            #expect(integrity["\(assets)/entry.js"]?.hasPrefix("sha256-") == true)
            #expect(integrity["\(assets)/parts/chunk.js"] != nil)
            // The window's own script is nothing that a view could import.
            #expect(!integrity.keys.contains { $0.hasSuffix("/window.js") || $0.hasSuffix(".css") })
            #expect(reply.text.contains(#"name="omniview-entry" content="\#(assets)/entry.js""#))
        }
    }

    /// Scripts name each other; a browser that is told of them at once fetches them at once.
    @Test func aViewsScriptsAreNamedAheadWithWhatTheyMustBe() async throws {
        try await withServer(web: Self.web) { server in
            let key = server.server.responder.viewKeys.key(for: "hello")
            let url = server.url + "/view/main?key=\(key)"
            let host = ("Host", "hello.localhost:\(server.port)")
            let reply = try await server.request(.GET, url, headers: [host])
            let integrity = try #require(try importMap(reply)["integrity"])
            let links = (reply.headers.first(name: "link") ?? "").split(separator: ", ").map(String.init)
            let entry = "/assets/\(FakeViews.digest)/entry.js"
            for path in [Self.web.path(of: "frame.js"), Self.web.path(of: "chunk-1.js"), entry] {
                let expected =
                    "<\(path)>; rel=preload; as=script; crossorigin=anonymous; integrity=\"\(integrity[path] ?? "")\""
                #expect(links.contains(expected), "\(path)")
            }
            #expect(!links.contains { $0.contains("window.js") || $0.contains("parts/chunk.js") })

            // Without a view nothing of the plugin is fetched.
            let ahead = try await server.request(.GET, url + "&ahead", headers: [host])
            #expect(ahead.status == 200 && ahead.text == reply.text)
            #expect(ahead.headers.first(name: "link")?.contains("/web/") == true)
            #expect(ahead.headers.first(name: "link")?.contains("/assets/") == false)
            let keyless = try await server.request(.GET, server.url + "/view/main?key=&ahead", headers: [host])
            #expect(keyless.status == 401)
        }
    }

    @Test func aViewNeedsItsPluginsKey() async throws {
        try await withServer(web: Self.web) { server in
            let keys = server.server.responder.viewKeys
            let key = keys.key(for: "hello")
            let host = ("Host", "hello.localhost:\(server.port)")
            for query in ["", "?", "?key=", "?key=\(keys.key(for: "other"))", "?key=\(key)0", "?kei=\(key)"] {
                let reply = try await server.request(.GET, server.url + "/view/main" + query, headers: [host])
                #expect(reply.status == 401, "\(query)")
            }
            let none = try await server.request(.GET, server.url + "/view/none?key=\(key)", headers: [host])
            #expect(none.status == 404)
        }
    }

    @Test func aPluginsNameHasItsFilesAndNothingElse() async throws {
        try await withServer(web: Self.web) { server in
            let host = ("Host", "hello.localhost:\(server.port)")
            let base = server.url + "/assets/\(FakeViews.digest)/"
            let script = try await server.request(.GET, base + "parts/chunk.js", headers: [host])
            #expect(script.status == 200 && script.text == FakeViews.assets["parts/chunk.js"])
            #expect(script.headers.first(name: "access-control-allow-origin") == "*")
            // Opened by itself, a file of the plugin is no page.
            let page = try await server.request(.GET, base + "page.html", headers: [host])
            #expect(policy(page)["sandbox"] == "" && policy(page)["default-src"] == "'none'")
            #expect(page.headers.first(name: "content-type") == "application/octet-stream")

            let foreign = ("Host", "other.localhost:\(server.port)")
            #expect(try await server.request(.GET, base + "entry.js", headers: [foreign]).status == 404)
            let others = [
                "/", "/v1", "/v1/plugins", "/open?token=x", "/metrics", "/openapi.json", "/assets/x/entry.js",
            ]
            for path in others {
                let reply = try await server.call(.GET, path, headers: [host])
                #expect(reply.status == 404, "\(path)")
                #expect(reply.headers.first(name: "set-cookie") == nil)
            }
            #expect(try await server.call(.POST, "/v1/plugins/hello/stop", headers: [host]).status == 404)
        }
    }

    @Test func withoutANameOfItsOwnAViewIsShutInAllTheSame() async throws {
        try await withServer(web: Self.web) { server in
            let key = server.server.responder.viewKeys.key(for: "hello")
            let reply = try await server.request(.GET, server.url + "/view/hello/main?key=\(key)")
            #expect(reply.status == 200)
            // Without this, it would run as a part of the window.
            #expect(policy(reply)["sandbox"] == "allow-scripts")
            let base = "/view/hello/files/assets/\(FakeViews.digest)/"
            #expect(try importMap(reply)["integrity"]?[base + "entry.js"] != nil)
            #expect(policy(reply)["script-src"]?.contains("\(server.url)/view/hello/files/assets/") == true)
            #expect(try await server.request(.GET, server.url + base + "entry.js").status == 200)
            #expect(try await server.request(.GET, server.url + "/view/hello/main?key=x").status == 401)
        }
    }

    @Test func withoutAPageThereIsNone() async throws {
        try await withServer { server in
            let page = try await server.call(.GET, "/")
            let view = try await server.call(
                .GET,
                "/view/main",
                headers: [("Host", "hello.localhost:\(server.port)")]
            )
            #expect(page.status == 404 && view.status == 404)
        }
    }

    @Test func aFolderThatLacksAScriptIsRefused() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "web-\(UInt32.random(in: 0 ... .max))").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let error = #expect(throws: EngineServerError.self) { try WebFiles(folder: folder) }
        #expect(error?.message.contains("has no window.js") == true)
        #expect(throws: EngineServerError.self) { try WebFiles(folder: folder + "/none") }
    }

    @Test func theImportMapCannotEndItsElement() {
        let map = ImportMap(imports: ["</script><script>": "/<!--"], integrity: [:])
        #expect(!map.text.contains("<"))
    }
}
