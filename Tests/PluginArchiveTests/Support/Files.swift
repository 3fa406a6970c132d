import TestSupport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

func writeFile(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(filePath: path))
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
