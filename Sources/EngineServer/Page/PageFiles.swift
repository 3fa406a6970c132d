import EngineAPI
import HTTPTypes

/// Answers what browsers ask for beside the API: the page, plugins' views, and the files of both. Nothing of it is
/// secret but which views there are, and it needs no cookie, because a frame without an origin sends none.
struct PageFiles: Sendable {
    /// Where a view's document and files are asked for.
    enum Place: Sendable {
        /// On the plugin's own host name.
        case own
        /// On the engine's, for browsers that do not find `*.localhost`; below `/view/<plugin>`.
        case shared
    }

    let web: WebFiles
    let service: any EngineService
    let keys: ViewKeys
    /// Addresses beyond loopback at which windows are opened.
    let addresses: Set<String>

    /// What stands before the paths of a plugin's files on the engine's own names.
    static func base(of plugin: String, at place: Place) -> String {
        switch place {
        case .own: ""
        case .shared: "/view/\(plugin)/files"
        }
    }

    /// The answer on one of the engine's own names; nil when the path belongs to the API.
    ///
    /// - Parameter isKnown: whether the request has what the API asks for. Others learn of no plugin from the page.
    func answer(
        to request: HTTPRequest,
        _ path: [String],
        _ query: Substring?,
        port: Int,
        isKnown: Bool
    ) async -> Answer? {
        switch path.first {
        case "" where path.count == 1:
            return PageDocument(
                web: web,
                trusted: isKnown ? await service.trustedAssets() : [:],
                authority: request.authority ?? "127.0.0.1:\(port)",
                port: port
            ).answer
        case "web": return shared(path, request)
        case "view" where path.count == 3:
            return await document(path[2], of: path[1], at: .shared, query, request, port)
        case "view" where path.count > 3 && path[2] == "files":
            return await file(Array(path.dropFirst(3)), of: path[1], request)
        default: return nil
        }
    }

    /// The answer on a plugin's host name, which has nothing else.
    func answer(
        to request: HTTPRequest,
        _ path: [String],
        _ query: Substring?,
        plugin: String,
        port: Int
    ) async -> Answer {
        switch path.first {
        case "web": shared(path, request) ?? Self.nothing
        case "view" where path.count == 2: await document(path[1], of: plugin, at: .own, query, request, port)
        case "assets": await file(path, of: plugin, request)
        default: Self.nothing
        }
    }

    /// Follows the key in the address of a document that is made before there is a view for it.
    private static let ahead = "&ahead"

    private static let nothing = Answer.problem(
        Problem(.routeNotFound, detail: "there is nothing at this path"),
        at: nil
    )

    /// One of the files that all share.
    private func shared(_ path: [String], _ request: HTTPRequest) -> Answer? {
        guard path.count == 3, path[1] == web.digest, let file = web.files[path[2]] else { return nil }
        return Self.part(file.bytes, compressed: file.compressed, type: file.type, request)
    }

    private func document(
        _ view: String,
        of plugin: String,
        at place: Place,
        _ query: Substring?,
        _ request: HTTPRequest,
        _ port: Int
    ) async -> Answer {
        // Without the key, other users of this machine learn nothing, not even which plugins there are.
        let isAhead = query?.hasSuffix(Self.ahead) == true
        guard let key = query?.dropLast(isAhead ? Self.ahead.count : 0), key.hasPrefix("key="),
            keys.matches(key.dropFirst(4), for: plugin)
        else {
            return .problem(Problem(.unauthorized, detail: "open the view in the window"), at: nil)
        }
        do throws(Problem) {
            let assets = try await service.assets(of: plugin)
            guard let entry = assets.entries[view] else { return Self.nothing }
            let authority = place == .own ? "\(plugin).localhost:\(port)" : request.authority ?? ""
            return ViewDocument(
                web: web,
                assets: assets,
                entry: entry,
                origin: "http://\(authority)",
                base: Self.base(of: plugin, at: place),
                isAhead: isAhead,
                windows: ["127.0.0.1", "localhost"].map { "http://\($0):\(port)" }
                    + addresses.sorted().map { "http://\($0):\(port)" }
            ).answer
        } catch {
            return .problem(error, at: nil)
        }
    }

    /// One of a plugin's own files: `assets`, the digest of its manifest, and the path inside `assets/`.
    private func file(_ path: [String], of plugin: String, _ request: HTTPRequest) async -> Answer {
        guard path.count >= 3, path[0] == "assets" else { return Self.nothing }
        let name = path.dropFirst(2).joined(separator: "/")
        do throws(Problem) {
            let bytes = try await service.asset(name, digest: path[1], of: plugin)
            return Self.part(bytes, compressed: nil, type: WebFile.type(of: name), request)
        } catch {
            return .problem(error, at: nil)
        }
    }

    /// A file whose address names its content, so that it never has another.
    private static func part(
        _ bytes: [UInt8],
        compressed: [UInt8]?,
        type: String,
        _ request: HTTPRequest
    ) -> Answer {
        var fields: HTTPFields = [
            .contentType: type,
            .cacheControl: "public, max-age=31536000, immutable",
            .contentSecurityPolicy: ContentPolicy.part,
            .vary: "accept-encoding",
            // A document without an origin asks for its scripts as a stranger.
            .accessControlAllowOrigin: "*",
        ]
        let accepts = request.headerFields[.acceptEncoding]?.split(separator: ",") ?? []
        guard let compressed, accepts.contains(where: { $0.trimmingSpace().hasPrefix("gzip") }) else {
            return Answer(status: .ok, fields: fields, body: .bytes(bytes))
        }
        fields[.contentEncoding] = "gzip"
        return Answer(status: .ok, fields: fields, body: .bytes(compressed))
    }
}
