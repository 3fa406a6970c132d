#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A folder that lives as long as a test.
public final class TemporaryFolder: Sendable {
    /// The folder's path; short, because sockets are made in it.
    public let path: String

    /// Makes the folder.
    public init() throws {
        path = "/tmp/ovt-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file below the folder and returns its path.
    @discardableResult
    public func write(_ text: String, to name: String, mode: Int = 0o644) throws -> String {
        let file = "\(path)/\(name)"
        let parent = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    /// Writes a shell script and returns its path.
    public func script(_ body: String, name: String = "plugin") throws -> String {
        try write("#!/bin/sh\n\(body)\n", to: name, mode: 0o755)
    }

    /// The names of what is in the folder.
    public var entries: [String] { Self.entries(of: path) }

    /// The names of what is in a folder; none when there is no such folder.
    public static func entries(of path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }
}
