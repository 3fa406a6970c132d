import TestSupport
import Testing

@testable import OmniviewCLI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct NewCommandTests {
    private static let written = [
        ".gitignore", "Package.swift", "README.md", "Sources/GreeterPlugin/Program.swift",
        "Sources/GreeterPlugin/Settings.swift", "plugin.yaml", "ui/src/Main.tsx", "ui/src/entry.tsx",
        "ui/tsconfig.json",
    ]

    private static func new(_ words: String...) async throws -> Omniview.Run {
        try await Omniview.run(["plugin", "new"] + words)
    }

    private static func text(_ path: String) throws -> String { String(decoding: try readFile(path), as: UTF8.self) }

    @Test func aPluginIsBegun() async throws {
        let folder = try TemporaryFolder()
        let run = try await Self.new("greeter", "--directory", "\(folder.path)/made")
        #expect(run.code == 0, "\(run.error)")
        #expect(
            run.text.hasPrefix("created greeter in \(folder.path)/made, built with \(Products.root)\n"),
            "\(run.text)"
        )
        #expect(run.text.contains("omniview plugin dev \(folder.path)/made\n"))
        for path in Self.written { #expect(fileMode("\(folder.path)/made/\(path)") != nil, "\(path)") }
        #expect(folder.entries == ["made"])
        let manifest = try Self.text("\(folder.path)/made/Package.swift")
        #expect(manifest.contains(".package(name: \"omniview\", path: \"\(Products.root)\"),"), "\(manifest)")
        let program = try Self.text("\(folder.path)/made/Sources/GreeterPlugin/Program.swift")
        #expect(program.contains("id: \"greeter\",\n"))
        #expect(try Self.text("\(folder.path)/made/README.md").contains("omniview plugin dev ."))
    }

    @Test func itsDefinitionIsValid() async throws {
        let folder = try TemporaryFolder()
        #expect(try await Self.new("greeter", "--directory", "\(folder.path)/made").code == 0)
        let run = try await Omniview.run(["plugin", "validate", "\(folder.path)/made"])
        #expect(run.text == "valid: greeter 0.1.0\n")
    }

    @Test func itsViewIsBundled() async throws {
        let folder = try TemporaryFolder()
        #expect(try await Self.new("greeter", "--directory", "\(folder.path)/made").code == 0)
        let run = try await Omniview.run(["plugin", "build", "\(folder.path)/made"])
        #expect(run.text == "built assets/entry.js\n", "\(run.error)")
        #expect(try Self.text("\(folder.path)/made/assets/entry.js").contains("Something to remember"))
    }

    @Test func theJSONSaysWhatWasMade() async throws {
        let folder = try TemporaryFolder()
        let run = try await Self.new(
            "greeter",
            "--directory",
            "\(folder.path)/made",
            "--json",
            "--package",
            Products.root
        )
        let object = try run.object()
        #expect(object.keys.sorted() == ["directory", "files", "language", "package", "plugin"])
        #expect(object["plugin"] == .string("greeter"))
        #expect(object["language"] == .string("swift"))
        #expect(object["package"] == .string(Products.root))
        let files = try #require(object["files"]?.array).compactMap(\.string)
        #expect(files.filter { $0 != "Package.resolved" } == Self.written)
    }

    @Test func aRepositoryCanBeNamed() async throws {
        let folder = try TemporaryFolder()
        let run = try await Self.new(
            "greeter",
            "--directory",
            "\(folder.path)/made",
            "--package",
            "https://example.com/tools/Omniview.git"
        )
        #expect(run.code == 0, "\(run.error)")
        let manifest = try Self.text("\(folder.path)/made/Package.swift")
        #expect(manifest.contains(".package(url: \"https://example.com/tools/Omniview.git\", branch: \"main\"),"))
        #expect(manifest.contains(".product(name: \"PluginSDK\", package: \"Omniview\"),"))
        #expect(fileMode("\(folder.path)/made/Package.resolved") == nil)
    }

    @Test func anEmptyFolderIsTaken() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/made", withIntermediateDirectories: true)
        #expect(try await Self.new("greeter", "--directory", "\(folder.path)/made/").code == 0)
        #expect(fileMode("\(folder.path)/made/plugin.yaml") != nil)
        #expect(folder.entries == ["made"])
    }

    // MARK: - What is refused

    /// A name, and what it could be instead.
    static let names: [(name: String, suggestion: String?)] = [
        ("MyPlugin", "my-plugin"), ("my_plugin", "my-plugin"), ("My Own Plugin!", "my-own-plugin"), ("ärger", "rger"),
        ("HTTPServer2", "httpserver2"), ("-", nil), ("", nil),
        (String(repeating: "a", count: 65), String(repeating: "a", count: 64)),
    ]

    @Test(arguments: names) func aNameMustBeAnID(name: String, suggestion: String?) async throws {
        #expect(PluginScaffold.suggestion(for: name) == suggestion)
        let folder = try TemporaryFolder()
        let words = ["plugin", "new", "--directory", "\(folder.path)/made", "--json", "--", name]
        let run = try await Omniview.run(words)
        #expect(run.code == 64)
        let failure = try #require(run.object()["error"]?.object)
        #expect(failure["code"] == .string("usage"))
        #expect(run.error.contains("\nUsage: omniview plugin new "), "\(run.error)")
        #expect(failure["suggestions"] == suggestion.map { .array([.string($0)]) })
        if let suggestion { #expect(failure["message"]?.string?.hasSuffix("; did you mean \(suggestion)?") == true) }
        #expect(folder.entries == [])
    }

    @Test func aPackageDependsOnNoneOfItsOwnName() async throws {
        let folder = try TemporaryFolder()
        let run = try await Self.new("omniview", "--directory", "\(folder.path)/made", "--json")
        #expect(run.code == 64)
        #expect(try run.failure().code == "usage")
        #expect(folder.entries == [])
    }

    @Test func otherLanguagesAreNamed() async throws {
        let folder = try TemporaryFolder()
        let run = try await Self.new("greeter", "--lang", "cobol", "--directory", "\(folder.path)/made")
        #expect(run.code == 64)
        #expect(run.error.contains("no plugin in cobol can be begun here"), "\(run.error)")
        #expect(run.error.contains("docs/write-a-plugin.md"))
        #expect(folder.entries == [])
    }

    @Test func whatIsThereStays() async throws {
        let folder = try TemporaryFolder()
        try folder.write("mine", to: "full/file")
        try folder.write("mine", to: "file")
        for name in ["full", "file", "file/below", "nowhere/made"] {
            let run = try await Self.new("greeter", "--directory", "\(folder.path)/\(name)")
            #expect(run.code == 65)
            #expect(run.error.hasPrefix("error: \(folder.path)/\(name) is not made: "), "\(run.error)")
        }
        #expect(folder.entries == ["file", "full"])
        #expect(TemporaryFolder.entries(of: "\(folder.path)/full") == ["file"])
        #expect(try Self.text("\(folder.path)/file") == "mine")
    }

    @Test func thePackageMustBeThere() async throws {
        let folder = try TemporaryFolder()
        try folder.write("let package = Package(\n    name: \"other\",\n)\n", to: "other/Package.swift")
        for path in ["\(folder.path)/other", "\(folder.path)/nowhere"] {
            let run = try await Self.new("greeter", "--directory", "\(folder.path)/made", "--package", path)
            #expect(run.code == 65)
            #expect(run.error.contains("is no checkout of the package omniview"), "\(run.error)")
        }
        #expect(folder.entries == ["other"])
    }

    @Test func aProgramElsewhereAsksForThePackage() throws {
        let folder = try TemporaryFolder()
        let program = try folder.write("", to: "bin/omniview")
        for path in [program, nil] {
            let failure = #expect(throws: CommandFailure.self) { try ScaffoldPackage(builtWith: path) }
            #expect(failure?.message.contains("give --package") == true)
        }
        try folder.write("let package = Package(\n    name: \"omniview\",\n)\n", to: "Package.swift")
        #expect(try ScaffoldPackage(builtWith: program) == .checkout(folder.path))
    }

    /// The module of an id: a Swift name, and none that the plugin uses.
    static let modules = [
        ("greeter", "GreeterPlugin"), ("logging", "LoggingPlugin"), ("my-plugin", "MyPlugin"), ("plugin", "Plugin"),
        ("2fast", "The2fastPlugin"), ("a-b", "ABPlugin"), ("x-", "XPlugin"),
    ]

    @Test(arguments: modules) func theModuleHasANameOfItsOwn(id: String, module: String) {
        #expect(ScaffoldFiles(id: id, package: .checkout("/x")).module == module)
    }

    @Test func textsInTheManifestAreQuoted() {
        #expect(ScaffoldPackage.checkout("/a\"b\\c").dependency == #".package(name: "omniview", path: "/a\"b\\c")"#)
    }
}
