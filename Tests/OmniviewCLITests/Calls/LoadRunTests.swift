import GRPCCore
import Testing

@testable import OmniviewCLI

@Suite struct LoadRunTests {
    @Test(
        arguments: [
            ([], 0.5, 0), ([5000], 0.99, 5), ([1000, 2000], 0.5, 1), ([1000, 2000, 3000], 0.5, 2),
            ((1...100).map { UInt64($0) * 1000 }, 0.90, 90), ((1...100).map { UInt64($0) * 1000 }, 0.99, 99),
            ([1449], 0.5, 1.4),
        ] as [([UInt64], Double, Double)]
    )
    func percentilesAreValuesThatOccurred(sorted: [UInt64], part: Double, microseconds: Double) {
        #expect(LoadRun.percentile(part, of: sorted) == microseconds)
    }

    @Test(
        arguments: [
            (.notFound, "NOT_FOUND"), (.unavailable, "UNAVAILABLE"), (.deadlineExceeded, "DEADLINE_EXCEEDED"),
            (.dataLoss, "DATA_LOSS"),
        ] as [(RPCError.Code, String)]
    )
    func codesAreWrittenAsTheSpecificationDoes(code: RPCError.Code, name: String) {
        #expect(code.name == name)
    }
}
