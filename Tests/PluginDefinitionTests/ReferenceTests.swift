import Foundation
import Testing

@testable import PluginDefinition

/// The reference for plugin authors tells the truth.
@Suite struct ReferenceTests {
    private let text: String

    init() throws {
        let url = Corpus.packageFolder.appendingPathComponent("docs/plugin-definition.md")
        text = try String(contentsOf: url, encoding: .utf8)
    }

    @Test(arguments: Diagnostic.Code.allCases)
    func explains(_ code: Diagnostic.Code) {
        #expect(text.contains("\n| `\(code.rawValue)` | "))
    }

    @Test func explainsEveryKey() {
        let nested = DefinitionKeys.backend + DefinitionKeys.ui + DefinitionKeys.permissions + DefinitionKeys.limits
        for key in DefinitionKeys.version2 + nested {
            let forms = ["| `\(key)` |", "## `\(key)`", " and `\(key)`\n"]
            #expect(forms.contains { text.contains($0) }, "\(key)")
        }
        let parts =
            DefinitionKeys.person + DefinitionKeys.colors + DefinitionKeys.component + DefinitionKeys.cookie
            + DefinitionKeys.environment + DefinitionKeys.view + DefinitionKeys.contribution + DefinitionKeys.filesystem
            + DefinitionKeys.network + DefinitionKeys.exec
        for key in parts { #expect(text.contains(key), "\(key)") }
    }

    @Test func everyExampleIsAValidDefinition() throws {
        let blocks = text.components(separatedBy: "```yaml\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        #expect(blocks.count >= 8)
        for block in blocks {
            #expect(read(block).diagnostics == [], "\(block)")
        }
    }

    @Test func namesEveryLimitWithItsDefault() {
        let limits = DefinitionLimits.default
        #expect(text.contains("| 256 KiB | `fileBytes` |") && limits.fileBytes == 256 << 10)
        #expect(text.contains("| 32 | `depth` |") && limits.depth == 32)
        #expect(text.contains("| 10,000 | `nodes` |") && limits.nodes == 10_000)
        #expect(text.contains("| 64 | `aliases` |") && limits.aliases == 64)
        #expect(text.contains("| 16 | `directives` |") && limits.directives == 16)
        #expect(text.contains("| 16,384 | `stringLength` |") && limits.stringLength == 16_384)
        #expect(text.contains("| 256 | `listEntries` |") && limits.listEntries == 256)
        #expect(text.contains("| 100 | `diagnostics` |") && limits.diagnostics == 100)
        #expect(Mirror(reflecting: limits).children.count == 8)
    }
}
