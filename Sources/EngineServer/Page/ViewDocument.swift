import EngineAPI
import HTTPTypes

/// The document of a plugin's view, made of the plugin's manifest and nothing that the plugin wrote.
///
/// It is sandboxed without an origin, in the frame and by its own policy, and comes from a host name of the plugin's
/// own. The first keeps it from storage and from other views of the same plugin; the second lets browsers give it a
/// process of its own. What the frame's script removes, such as WebRTC, could be had again from the global object of a
/// child frame: an empty one has another origin, and Trusted Types keep the view from writing one with a script.
struct ViewDocument {
    let web: WebFiles
    let assets: ViewAssets
    /// The script that is loaded first, inside `assets/`.
    let entry: String
    /// The origin that it is served from, such as `http://hello.localhost:4700`.
    let origin: String
    /// What stands before the paths of the plugin's files: nothing on the plugin's own host name.
    let base: String
    /// Whether it is made before there is a view for it; the plugin's script is wanted later then, or never.
    let isAhead: Bool
    /// The origins of windows that may show it.
    let windows: [String]

    var answer: Answer {
        let map = ImportMap(imports: WebFiles.modules.mapValues(web.path), integrity: integrity)
        return Answer(
            status: .ok,
            fields: [
                .contentType: "text/html; charset=utf-8",
                .cacheControl: "no-store",
                .contentSecurityPolicy: policy(map),
                .integrityPolicy: "blocked-destinations=(script)",
                .permissionsPolicy: ContentPolicy.noPermissions,
                // Names that a browser looks up, or connects to, ahead would carry words out. A frame or a navigation
                // that the policy above refuses is refused only after the browser has connected.
                .dnsPrefetchControl: "off",
                .connectionAllowlist: "(response-origin)",
                .link: preloads,
            ],
            body: .bytes(Array(text(map).utf8))
        )
    }

    /// The address of one of the plugin's files, written as a browser does that is led to it by a script beside it.
    static func path(of file: String, digest: String, base: String) -> String {
        "\(base)/assets/\(digest)/\(PathSegment.encode(path: file))"
    }

    /// The styles: the kit's, and those that the entry's own imports were bundled to, beside it and of the same name.
    ///
    /// They are imported, because a view could make a `<link>` that is in the document connect to anywhere.
    private var styles: String {
        var paths = [web.path(of: "plugin.css")]
        let own = entry[..<(entry.lastIndex(of: ".") ?? entry.endIndex)] + ".css"
        if assets.files[String(own)] != nil {
            paths.append(Self.path(of: String(own), digest: assets.digest, base: base))
        }
        return paths.map { "@import url(\"\($0)\");" }.joined()
    }

    private var integrity: [String: String] {
        var integrity: [String: String] = [:]
        for name in web.scripts(for: WebFiles.frame) {
            if let file = web.files[name] { integrity[web.path(of: name)] = file.integrity }
        }
        for (path, digest) in assets.files where WebFile.isScript(path) {
            integrity[Self.path(of: path, digest: assets.digest, base: base)] = WebFile.integrity(ofDigest: digest)
        }
        return integrity
    }

    /// The scripts that a view of React begins with, named before the document itself is there: they are fetched at once,
    /// instead of one after the other as each names the next.
    ///
    /// Not as modules (`modulepreload`): Chromium resolves what a module imports when it has it, which may be before the
    /// import map is there.
    private var preloads: String {
        let shared = web.scripts(for: WebFiles.frame).filter { $0 != WebFiles.modules["react-dom"] }
        let own = isAhead ? [] : [Self.path(of: entry, digest: assets.digest, base: base)]
        return (shared.map(web.path) + own).compactMap { path in
            integrity[path].map { "<\(path)>; rel=preload; as=script; crossorigin=anonymous; integrity=\"\($0)\"" }
        }.joined(separator: ", ")
    }

    private func policy(_ map: ImportMap) -> String {
        ContentPolicy.text([
            "default-src 'none'",
            // A document without an origin has no 'self'.
            "script-src \(origin)/web/ \(origin)\(base)/assets/ \(map.source)",
            "style-src \(origin)/web/ \(origin)\(base)/assets/ '\(WebFile.integrity(of: styles))'",
            "img-src \(origin)\(base)/assets/ data: blob:",
            "font-src \(origin)\(base)/assets/ data:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors \(windows.joined(separator: " "))",
            "sandbox allow-scripts",
            // Or a view would write itself a child frame with a script of its own, and what was removed is there again.
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ])
    }

    private func text(_ map: ImportMap) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="color-scheme" content="light dark">
        <meta name="omniview-entry" content="\(Self.path(of: entry, digest: assets.digest, base: base))">
        <title>View</title>
        <style>\(styles)</style>
        <script type="importmap">\(map.text)</script>
        <script type="module" crossorigin src="\(web.path(of: WebFiles.frame))"\
         integrity="\(web.files[WebFiles.frame]?.integrity ?? "")"></script>
        </head>
        <body><div id="root"></div></body>
        </html>

        """
    }
}
