import EngineAPI
import HTTPTypes

/// The one document of the window.
struct PageDocument {
    let web: WebFiles
    /// The files of each plugin whose views run in the page itself, by its id.
    let trusted: [String: ViewAssets]
    /// The name and port that the browser called, such as `127.0.0.1:4700`.
    let authority: String
    let port: Int

    var answer: Answer {
        let map = ImportMap(imports: WebFiles.modules.mapValues(web.path), integrity: integrity)
        var fields: HTTPFields = [
            .contentType: "text/html; charset=utf-8",
            .contentSecurityPolicy: policy(map),
            .integrityPolicy: "blocked-destinations=(script)",
            .openerPolicy: "same-origin",
            .permissionsPolicy: ContentPolicy.noPermissions,
        ]
        // Which files belong together changes with each build.
        fields[.cacheControl] = "no-store"
        return Answer(status: .ok, fields: fields, body: .bytes(Array(text(map).utf8)))
    }

    /// What each script must be: the page's own, and those of the plugins that it trusts; all others are blocked. Browsers
    /// use the map for scripts alone. The page itself reads there which plugins it was loaded with, and what their styles
    /// must be.
    private var integrity: [String: String] {
        var integrity: [String: String] = [:]
        for name in web.scripts(for: WebFiles.page) {
            if let file = web.files[name] { integrity[web.path(of: name)] = file.integrity }
        }
        for (plugin, assets) in trusted {
            let base = PageFiles.base(of: plugin, at: .shared)
            for (path, digest) in assets.files where WebFile.isScript(path) || WebFile.isStyle(path) {
                let place = ViewDocument.path(of: path, digest: assets.digest, base: base)
                integrity[place] = WebFile.integrity(ofDigest: digest)
            }
        }
        return integrity
    }

    private func policy(_ map: ImportMap) -> String {
        ContentPolicy.text([
            "default-src 'none'",
            "script-src 'self' \(map.source)",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self' ws://\(authority)",
            // Also where views navigate themselves to: nowhere else.
            "frame-src http://*.localhost:\(port) 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types window",
        ])
    }

    private func text(_ map: ImportMap) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Omniview</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="\(web.path(of: "window.css"))">
        <script type="importmap">\(map.text)</script>
        <script type="module" src="\(web.path(of: WebFiles.page))"\
         integrity="\(web.files[WebFiles.page]?.integrity ?? "")"></script>
        </head>
        <body><div id="root"></div><noscript>This page needs JavaScript.</noscript></body>
        </html>

        """
    }
}
