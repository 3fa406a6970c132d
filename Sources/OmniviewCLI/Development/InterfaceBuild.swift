import PluginDefinition

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Makes the scripts of a plugin's views, in `assets/`, of their sources in `ui/src/`.
///
/// Each script that the definition names has a source of the same name. React and `@omniview/plugin` are left out: the
/// engine serves them, the same to all views.
struct InterfaceBuild: Sendable {
    /// A script and its source, both relative to the plugin's folder.
    struct Script: Equatable, Sendable {
        var source: String
        var script: String
    }

    /// Where sources are.
    static let sources = "ui/src"
    /// What a source may end with, in the order in which it is looked for.
    static let endings = ["tsx", "ts", "jsx", "js"]
    /// What the engine serves, and scripts import by name.
    static let shared = ["react", "react-dom", "react-dom/client", "react/jsx-runtime", "@omniview/plugin"]

    let directory: String
    let scripts: [Script]

    /// Finds the sources; nil when the plugin has no folder `ui/src`, and so nothing to build.
    ///
    /// - Throws: ``CommandFailure`` that names the source that is missing.
    init?(of definition: PluginDefinition, in directory: String) throws {
        guard FileManager.default.fileExists(atPath: "\(directory)/\(Self.sources)") else { return nil }
        self.directory = directory
        let ui = definition.ui ?? UserInterface()
        var scripts: [Script] = []
        // The common script counts as long as a view uses it.
        let named = ui.views.isEmpty ? [ui.entry] : ui.views.map(ui.entry(of:))
        for script in named where !scripts.contains(where: { $0.script == script }) {
            guard script.hasSuffix(".js") else {
                throw CommandFailure(
                    code: "no-source",
                    message: "the script \(script) of \(directory) cannot be built: what is bundled ends with .js; "
                        + "correct `ui` in the plugin.yaml",
                    exit: .badData
                )
            }
            scripts.append(Script(source: try Self.source(of: script, in: directory), script: script))
        }
        self.scripts = scripts
    }

    private static func source(of script: String, in directory: String) throws -> String {
        let candidates = endings.map { "\(sources)/\(stem(of: script)).\($0)" }
        guard let source = candidates.first(where: { FileManager.default.fileExists(atPath: "\(directory)/\($0)") })
        else {
            throw CommandFailure(
                code: "no-source",
                message: "there is no source for the script \(script) of \(directory): it would be "
                    + "\(candidates.joined(separator: ", ")); write it, or correct `ui` in the plugin.yaml",
                exit: .badData
            )
        }
        return source
    }

    /// The command of the shell that builds them, run in the plugin's folder.
    ///
    /// - Parameters:
    ///   - folder: where the scripts go.
    ///   - isMinified: whether to make them small; otherwise they are easy to read in a browser's tools.
    func command(into folder: String, isMinified: Bool) -> String {
        var words = ["esbuild"]
        // `a.tsx` becomes `a.js`, and what is in folders stays in them.
        words += scripts.map { "\(Self.stem(of: $0.script))=\($0.source)" }
        words += [
            "--bundle", "--format=esm", "--splitting", "--outdir=\(DevelopmentBuild.quoted(folder))", "--target=es2022",
            "--jsx=automatic",
            "--chunk-names=parts/[name]-[hash]", "--asset-names=parts/[name]-[hash]", "--log-level=warning",
            "--define:process.env.NODE_ENV='\"production\"'",
        ]
        words += Self.shared.map { "--external:\($0)" }
        words += ["svg", "png", "jpg", "gif", "webp", "woff", "woff2"].map { "--loader:.\($0)=file" }
        words += isMinified ? ["--minify"] : ["--sourcemap=inline"]
        return words.joined(separator: " ")
    }

    /// A script's path without its ending.
    private static func stem(of script: String) -> Substring {
        script[..<(script.lastIndex(of: ".") ?? script.endIndex)]
    }

    /// Builds them; what is wrong with the sources, esbuild says on standard error.
    ///
    /// - Throws: ``CommandFailure`` when there is no esbuild.
    func run(into folder: String = "assets", isMinified: Bool) async throws -> ShellCommand.End {
        let command = command(into: folder, isMinified: isMinified)
        let end = try await ShellCommand.run(
            "command -v esbuild >/dev/null || exit \(Self.missing); exec \(command)",
            in: directory
        )
        if end == ShellCommand.End(isSignal: false, number: Self.missing) {
            throw CommandFailure(
                code: "no-esbuild",
                message: "esbuild, which bundles views, is not there; install it, on Debian and Ubuntu with "
                    + "`apt-get install esbuild`, on macOS with `brew install esbuild`",
                exit: .unavailable
            )
        }
        return end
    }

    /// An exit code that esbuild does not use.
    private static let missing: Int32 = 113
}
