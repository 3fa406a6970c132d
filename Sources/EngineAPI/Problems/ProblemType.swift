/// The stable code of a problem. Clients decide by it, never by the text.
///
/// A code that is not listed here comes from a newer engine; its problem carries its own title and status.
public struct ProblemType: OpenString {
    /// The code, such as `omniview:plugin/not-found`.
    public let rawValue: String

    /// Creates a code from its text; any text will do.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    private init(_ name: String) {
        rawValue = "omniview:\(name)"
    }

    /// 400: the request is not well formed.
    public static let badRequest = Self("request/invalid")
    /// 400: the body is not the JSON that is expected.
    public static let badJSON = Self("request/invalid-json")
    /// 400: a parameter is not valid.
    public static let badParameter = Self("request/invalid-parameter")
    /// 401: there is no valid token.
    public static let unauthorized = Self("request/unauthorized")
    /// 421: the Host header names another server.
    public static let hostRefused = Self("request/host-refused")
    /// 403: the request comes from another site.
    public static let originRefused = Self("request/origin-refused")
    /// 404: there is nothing at this path.
    public static let routeNotFound = Self("request/not-found")
    /// 405: the method is not possible at this path.
    public static let methodNotAllowed = Self("request/method-not-allowed")
    /// 413: the body is too large.
    public static let bodyTooLarge = Self("request/body-too-large")
    /// 415: the body is not JSON.
    public static let unsupportedMediaType = Self("request/unsupported-media-type")
    /// 426: the path speaks another protocol.
    public static let upgradeRequired = Self("request/upgrade-required")
    /// 429: too much is under way for one window.
    public static let tooManyRequests = Self("request/too-many")
    /// 504: the engine did not answer in time.
    public static let timeout = Self("request/timeout")
    /// 503: too many event streams are open.
    public static let tooManyStreams = Self("request/too-many-streams")
    /// 503: too many windows are open.
    public static let tooManyWindows = Self("request/too-many-windows")
    /// 404: there is no such plugin.
    public static let pluginNotFound = Self("plugin/not-found")
    /// 409: the plugin's phase does not allow this.
    public static let pluginConflict = Self("plugin/conflict")
    /// 502: the plugin failed.
    public static let pluginFailed = Self("plugin/failed")
    /// 404: there is no such version in the store.
    public static let versionNotFound = Self("plugin/version-not-found")
    /// 422: a setting's value is not valid.
    public static let settingInvalid = Self("plugin/setting-invalid")
    /// 404: the inbox holds nothing of this name.
    public static let inboxNotFound = Self("inbox/not-found")
    /// 409: what the inbox holds is not what was looked at.
    public static let inboxChanged = Self("inbox/changed")
    /// 422: what the inbox holds cannot be installed.
    public static let inboxRefused = Self("inbox/refused")
    /// 404: the plugin has no such view.
    public static let viewNotFound = Self("view/not-found")
    /// 409: the view is not open any more.
    public static let viewClosed = Self("view/closed")
    /// 409: the view crashed too often and waits for a person.
    public static let viewQuarantined = Self("view/quarantined")
    /// 413: the plugin's views keep more than they may.
    public static let viewStorageFull = Self("view/storage-full")
    /// 507: the engine cannot write its state.
    public static let storage = Self("engine/storage")
    /// 503: the engine is stopping.
    public static let stopping = Self("engine/stopping")
    /// 500: the engine failed.
    public static let engineFailed = Self("engine/internal")

    /// The codes that this version knows.
    public static let known: [Self] = kinds.keys.sorted { $0.rawValue < $1.rawValue }
}

extension ProblemType {
    /// The HTTP status; 500 for a code that is not known.
    public var status: Int { Self.kinds[self]?.status ?? 500 }

    /// The kind of problem in words.
    public var title: String { Self.kinds[self]?.title ?? "The engine reports a problem" }

    private static let kinds: [Self: (status: Int, title: String)] = [
        .badRequest: (400, "The request is not well formed"),
        .badJSON: (400, "The body is not the JSON that is expected"),
        .badParameter: (400, "A parameter is not valid"),
        .unauthorized: (401, "There is no valid token"),
        .hostRefused: (421, "The Host header names another server"),
        .originRefused: (403, "The request comes from another site"),
        .routeNotFound: (404, "There is nothing at this path"),
        .methodNotAllowed: (405, "The method is not possible at this path"),
        .bodyTooLarge: (413, "The body is too large"),
        .unsupportedMediaType: (415, "The body is not JSON"),
        .upgradeRequired: (426, "The path speaks another protocol"),
        .tooManyRequests: (429, "Too much is under way"),
        .timeout: (504, "The engine did not answer in time"),
        .tooManyStreams: (503, "Too many event streams are open"),
        .tooManyWindows: (503, "Too many windows are open"),
        .pluginNotFound: (404, "There is no such plugin"),
        .pluginConflict: (409, "The plugin's phase does not allow this"),
        .pluginFailed: (502, "The plugin failed"),
        .versionNotFound: (404, "There is no such version in the store"),
        .settingInvalid: (422, "A setting's value is not valid"),
        .inboxNotFound: (404, "There is no such entry in the inbox"),
        .inboxChanged: (409, "The entry of the inbox has changed"),
        .inboxRefused: (422, "The entry of the inbox cannot be installed"),
        .viewNotFound: (404, "The plugin has no such view"),
        .viewClosed: (409, "The view is not open"),
        .viewQuarantined: (409, "The view crashed too often"),
        .viewStorageFull: (413, "The plugin's views keep too much"),
        .storage: (507, "The engine cannot write its state"),
        .stopping: (503, "The engine is stopping"),
        .engineFailed: (500, "The engine failed"),
    ]
}
