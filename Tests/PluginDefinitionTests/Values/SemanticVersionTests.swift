import PluginDefinition
import Testing

@Suite struct SemanticVersionTests {
    @Test(arguments: [
        "0.0.0", "1.2.3", "10.20.30", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-0.3.7", "1.0.0-x.7.z.92",
        "1.0.0-x-y-z.--", "1.0.0+20130313144700", "1.0.0-beta+exp.sha.5114f85", "1.0.0+21AF26D3---117B344092BD",
        "1.0.0+001", "18446744073709551615.0.0", "1.0.0-99999999999999999999999",
    ])
    func isRead(_ text: String) throws {
        #expect(try #require(SemanticVersion(text)).description == text)
    }

    @Test(arguments: [
        "", "1", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.02.3", "1.2.03", "1.2.3-", "1.2.3-a..b", "1.2.3-01",
        "1.2.3+", "1.2.3+a+b", " 1.2.3", "1.2.3 ", "1.2.3\n", "-1.2.3", "1.2.-3", "1.2.3-ä", "１.2.3", "1..3", "a.b.c",
        "18446744073709551616.0.0", "1.2.3-" + String(repeating: "a", count: 300),
    ])
    func isRefused(_ text: String) {
        #expect(SemanticVersion(text) == nil)
    }

    /// The example of section 11 of the standard, and numbers that do not fit a machine word.
    @Test func precedence() throws {
        let ascending = [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-beta.99999999999999999999", "1.0.0-beta.100000000000000000000", "1.0.0-rc.1", "1.0.0", "1.0.1",
            "1.1.0", "1.9.0", "1.10.0", "2.0.0",
        ].compactMap(SemanticVersion.init)
        #expect(ascending.count == 15)
        for (index, earlier) in ascending.enumerated() {
            #expect(!earlier.precedes(earlier))
            for later in ascending[(index + 1)...] {
                #expect(earlier.precedes(later) && earlier < later, "\(earlier) < \(later)")
                #expect(!later.precedes(earlier) && !(later < earlier), "\(later) < \(earlier)")
            }
        }
    }

    @Test func buildMetadataHasNoPrecedence() throws {
        let (a, b) = (try #require(SemanticVersion("1.0.0+a")), try #require(SemanticVersion("1.0.0+b")))
        #expect(!a.precedes(b) && !b.precedes(a))
        #expect(a != b)
        #expect(a < b)
    }
}
