import GRPCCore
import PluginCapabilities
import Testing

@Suite struct RequestContextTests {
    private let trace = TraceContext(isSampled: true)

    @Test func goesAlongAsMetadata() throws {
        let context = RequestContext(
            requestID: "7a0f",
            requesterID: "page",
            connectionID: "c1",
            connectionData: #"{"a":1}"#,
            resourceKey: "core::v1::Pod",
            trace: trace
        )
        let metadata = try context.metadata()
        let expected: [String: String] = [
            "omniview-request-id": "7a0f",
            "omniview-requester-id": "page",
            "omniview-protocol-version": "2",
            "omniview-connection-id": "c1",
            "omniview-connection-data": #"{"a":1}"#,
            "omniview-resource-key": "core::v1::Pod",
            "traceparent": trace.traceparent,
        ]
        #expect(metadata.count == expected.count)
        for (key, value) in expected { #expect(Array(metadata[stringValues: key]) == [value]) }
        #expect(RequestContext(metadata) == context)
    }

    @Test func leavesOutWhatThereIsNot() throws {
        let metadata = try RequestContext(requestID: "1", requesterID: "").metadata()
        #expect(metadata.count == 3)
        #expect(RequestContext(metadata) == RequestContext(requestID: "1", requesterID: ""))
    }

    @Test func writesConnectionDataInASCII() throws {
        let data = "{\n\t\"n\u{e4}me\": \"\u{1f600}\u{7f}\"\n}"
        let metadata = try RequestContext(requestID: "1", requesterID: "", connectionData: data).metadata()
        let sent = try #require(metadata[stringValues: "omniview-connection-data"].first { _ in true })
        #expect(sent == #"{  "n\u00e4me": "\ud83d\ude00\u007f" }"#)
        #expect(SettingValue(json: Array(sent.utf8)) == SettingValue(json: Array(data.utf8)))
    }

    @Test(
        arguments: [
            (RequestContext(requestID: "", requesterID: "a"), .invalidContext),
            (RequestContext(requestID: "1\n2", requesterID: "a"), .invalidContext),
            (RequestContext(requestID: "1", requesterID: "\u{e4}"), .invalidContext),
            (RequestContext(requestID: "1", requesterID: "a", connectionData: "\"\u{1}\""), .invalidContext),
            (RequestContext(requestID: String(repeating: "1", count: 1025), requesterID: "a"), .limitExceeded),
            (
                RequestContext(requestID: "1", requesterID: "a", connectionData: String(repeating: " ", count: 32769)),
                .limitExceeded
            ),
        ] as [(RequestContext, CapabilityError.Code)]
    )
    func refusesWhatMetadataCannotCarry(_ context: RequestContext, _ code: CapabilityError.Code) {
        let error = #expect(throws: CapabilityError.self) { try context.metadata() }
        #expect(error?.code == code)
    }

    @Test(
        arguments: [
            [:], ["omniview-request-id": ""], ["omniview-requester-id": "a"],
            ["omniview-request-id": "1", "omniview-connection-data": .string(String(repeating: " ", count: 32769))],
            ["omniview-request-id": .string(String(repeating: "1", count: 1025))],
        ] as [Metadata]
    )
    func readsNoContext(_ metadata: Metadata) {
        #expect(RequestContext(metadata) == nil)
    }

    @Test func leavesOutAMalformedTrace() {
        #expect(RequestContext(["omniview-request-id": "1", "traceparent": "00-1-2-01"])?.trace == nil)
    }

    @Test func doesNotShowConnectionData() {
        let context = RequestContext(requestID: "1", requesterID: "a", connectionData: #"{"k":"hunter2"}"#)
        var dumped = ""
        dump(context, to: &dumped)
        for text in ["\(context)", String(reflecting: context), dumped] { #expect(!text.contains("hunter2")) }
    }
}
