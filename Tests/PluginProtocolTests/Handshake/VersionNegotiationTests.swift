import TestSupport
import Testing

@testable import PluginProtocol

@Suite("Version negotiation")
struct VersionNegotiationTests {
    @Test(
        "picks the highest common version, else the plugin's lowest",
        .conforms(to: 44, 45, 46),
        arguments: [
            ([5, 6], [5], 5), ([5, 6], [5, 6], 6), ([6, 5], [6, 5], 6), ([4], [5], 5), ([6], [5], 5), ([5, 6], [5], 5),
            ([1], [1, 2], 1), ([2], [2], 2), (nil, [1, 2], 1), (nil, [3, 2], 2), ([], [5], 5), ([9], [7, 5, 6], 5),
            ([3, 4, 5], [5, 4], 5), ([1], [], nil), (nil, [], nil),
        ] as [([Int]?, [Int], Int?)]
    )
    func choose(offered: [Int]?, supported: [Int], chosen: Int?) {
        #expect(VersionNegotiation.choose(offered: offered, supported: supported) == chosen)
    }
}
