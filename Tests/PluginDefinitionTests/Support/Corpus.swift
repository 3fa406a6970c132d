import Foundation
import Testing

/// The definition files beside the tests.
enum Corpus {
    struct File: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]

        var testDescription: String { name }
        var text: String { String(decoding: bytes, as: UTF8.self) }

        /// `code line:column` for each error that the first lines of the file announce.
        var expectations: [String] {
            text.split(separator: "\n").prefix { $0.hasPrefix("# expect: ") }.map {
                String($0.dropFirst("# expect: ".count))
            }
        }
    }

    static let valid = files(in: "valid")
    static let invalid = files(in: "invalid")
    static let beyondSchema = files(in: "beyond-schema")
    static let crashers = files(in: "crashers")

    static let testsFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    static let packageFolder = testsFolder.deletingLastPathComponent().deletingLastPathComponent()

    /// In the order of their names, so that a seed means the same everywhere.
    private static func files(in folder: String) -> [File] {
        let url = testsFolder.appendingPathComponent("Corpus").appendingPathComponent(folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        return names.sorted().compactMap { name in
            guard let data = try? Data(contentsOf: url.appendingPathComponent(name)) else { return nil }
            return File(name: "\(folder)/\(name)", bytes: [UInt8](data))
        }
    }
}
