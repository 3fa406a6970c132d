import TestSupport

/// The words that name a program without a folder.
enum Programs {
    static let cookie = ["--cookie", "INTEROP_PLUGIN=hello"]

    static func cpp() throws -> [String] { try ["--exec", Products.peer("cpp/bin/cpp-plugin")] + cookie }
    static func go() throws -> [String] { try ["--exec", Products.peer("go/bin/go-plugin")] + cookie }
    static func node() throws -> [String] { try ["--exec", Products.peer("node/bin/node-plugin")] + cookie }
    static func swift() throws -> [String] { try ["--exec", Products.executable("kv-plugin")] + cookie }

    /// A shell that runs a script, whose words begin with dashes.
    static func shell(_ script: String) -> (words: [String], rest: [String]) {
        (["--exec", "sh"] + cookie, ["--", "-c", script])
    }
}
