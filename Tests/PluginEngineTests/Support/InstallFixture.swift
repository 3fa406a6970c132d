import PluginArchive
import PluginDefinition
import PluginEngine
import PluginIntegrity
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

let sampleID = PluginID("sample") ?? { fatalError("the id is valid") }()

/// A state folder and sources of plugins beside it, as long as a test needs them.
struct InstallFixture {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    var state: String { "\(folder.path)/state" }
    var link: String { "\(state)/plugins/sample" }

    func installer() throws -> PluginInstaller { try PluginInstaller(stateDirectory: state) }

    /// Makes a plugin's folder and returns its path.
    @discardableResult
    func source(_ version: String, id: String = "sample", at name: String? = nil, sealed: Bool = false) throws -> String
    {
        let place = name ?? "source-\(version)"
        try folder.write(
            "schema_version: 2\nid: \(id)\nversion: \(version)\nname: Sample\n"
                + "backend:\n  cookie: {key: SAMPLE, value: hello}\n",
            to: "\(place)/plugin.yaml"
        )
        try folder.write("#!/bin/sh\necho \(version)\n", to: "\(place)/bin/plugin", mode: 0o755)
        try folder.write("version \(version)", to: "\(place)/assets/a/b.txt")
        let path = "\(folder.path)/\(place)"
        if sealed { try PluginSealer.seal(directory: path) }
        return path
    }

    func archive(_ version: String, sealed: Bool = false) throws -> String {
        let path = "\(folder.path)/\(version).tar.gz"
        try ArchiveWriter.write(try source(version, sealed: sealed), to: path)
        return path
    }

    /// What stands in the file that tells one version from another, when the plugin's name leads to a version whose
    /// files are all as its manifest lists them; nil when it leads nowhere.
    func wholeActiveVersion() throws -> String? {
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else {
            #expect(!FileManager.default.fileExists(atPath: link))
            return nil
        }
        let report = try PluginVerifier.verify(directory: "\(state)/plugins/\(target)")
        #expect(report.isIntact, "\(report.problems)")
        return String(decoding: try readFile("\(link)/assets/a/b.txt"), as: UTF8.self)
    }

    /// What is in the store beside versions and their records.
    func leftovers() throws -> [String] {
        let store = "\(state)/store"
        var names = Set(TemporaryFolder.entries(of: store)).subtracting([".lock", ".incoming"])
        for name in names where name.utf8.count == 64 {
            names.remove(name)
            #expect(names.remove("\(name).json") != nil, "no record of \(name)")
        }
        return names + TemporaryFolder.entries(of: "\(store)/.incoming")
    }
}

/// Every file below a folder with its mode and contents, and every folder.
func tree(_ path: String) throws -> [String: String] {
    var result: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
        let file = "\(path)/\(name)"
        var isFolder = false
        if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder {
            result[name] = "folder"
        } else {
            result[name] = "\(String(fileMode(file) ?? 0, radix: 8)) \(try readFile(file).hashValue)"
        }
    }
    return result
}

/// Expects an error with a code, and returns it.
@discardableResult
func expectInstallError<Result>(
    _ code: PluginEngineError.Code,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Result
) throws -> PluginEngineError {
    let error = try #require(throws: PluginEngineError.self, sourceLocation: sourceLocation) { _ = try body() }
    #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    return error
}
