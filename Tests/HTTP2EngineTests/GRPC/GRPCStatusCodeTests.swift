import HTTP2Engine
import Testing

@Suite struct GRPCStatusCodeTests {
    @Test func everyCodeSurvivesTheHeader() {
        #expect(GRPCStatusCode.allCases.map(\.rawValue) == Array(0...16))
        for code in GRPCStatusCode.allCases {
            #expect(code.headerValue == "\(code.rawValue)")
            #expect(GRPCStatusCode(headerValue: code.headerValue) == code)
        }
    }

    @Test(
        arguments: [("00", .ok), ("007", .permissionDenied), ("0000000000000000000000016", .unauthenticated)]
            as [(String, GRPCStatusCode)]
    )
    func leadingZerosAreRead(value: String, code: GRPCStatusCode) {
        #expect(GRPCStatusCode(headerValue: value) == code)
    }

    @Test(arguments: [
        "", " ", "17", "99", "-1", "+1", " 1", "1 ", "1.0", "0x1", "OK", "a", "1a", "\u{661}", "18446744073709551616",
        "340282366920938463463374607431768211456",
    ])
    func whatIsNoCodeIsRefused(value: String) {
        #expect(GRPCStatusCode(headerValue: value) == nil)
    }

    @Test(
        arguments: [
            (400, .internalError), (401, .unauthenticated), (403, .permissionDenied), (404, .unimplemented),
            (429, .unavailable), (502, .unavailable), (503, .unavailable), (504, .unavailable),
            (0, .unknown), (-1, .unknown), (200, .unknown), (204, .unknown), (302, .unknown), (402, .unknown),
            (405, .unknown), (428, .unknown), (430, .unknown), (500, .unknown), (501, .unknown), (505, .unknown),
            (.max, .unknown), (.min, .unknown),
        ] as [(Int, GRPCStatusCode)]
    )
    func httpStatusHasItsMeaning(status: Int, code: GRPCStatusCode) {
        #expect(GRPCStatusCode(httpStatus: status) == code)
    }

    @Test(
        arguments: [
            (0x0, .internalError), (0x1, .internalError), (0x2, .internalError), (0x3, .internalError),
            (0x4, .internalError), (0x5, .internalError), (0x6, .internalError), (0x7, .unavailable), (0x8, .cancelled),
            (0x9, .internalError), (0xa, .internalError), (0xb, .resourceExhausted), (0xc, .permissionDenied),
            (0xd, .internalError), (0xe, .unknown), (.max, .unknown),
        ] as [(UInt32, GRPCStatusCode)]
    )
    func resetCodeHasItsMeaning(resetCode: UInt32, code: GRPCStatusCode) {
        #expect(GRPCStatusCode(resetCode: resetCode) == code)
    }

    @Test(
        arguments: [
            (.messageTooLarge, .resourceExhausted), (.malformed, .internalError), (.outOfMemory, .resourceExhausted),
        ] as [(GRPCCodingError.Code, GRPCStatusCode)]
    )
    func codingErrorHasAStatus(code: GRPCCodingError.Code, status: GRPCStatusCode) {
        let error = GRPCCodingError(code: code, message: "why")
        #expect(error.status == GRPCStatus(code: status, message: "why"))
        #expect(error.description == "why")
    }
}
