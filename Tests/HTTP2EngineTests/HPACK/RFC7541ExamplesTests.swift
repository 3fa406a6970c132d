import Testing

@testable import HTTP2Engine

/// The examples of RFC 7541 appendix C.
@Suite("HPACK: the examples of the specification")
struct RFC7541ExamplesTests {
    /// A block, its fields, and the dynamic table after it.
    struct Step: Sendable {
        var block: [UInt8]
        var fields: [HeaderField]
        var tableSize: Int
        var table: [HeaderField]

        init(
            _ block: String,
            _ fields: KeyValuePairs<String, String>,
            tableSize: Int = 0,
            table: KeyValuePairs<String, String> = [:]
        ) {
            self.block = HPACKSupport.octets(block)
            self.fields = fields.map { HeaderField($0.key, $0.value) }
            self.tableSize = tableSize
            self.table = table.map { HeaderField($0.key, $0.value) }
        }
    }

    /// Blocks of one connection.
    struct Example: Sendable, CustomTestStringConvertible {
        var section: String
        /// The size of the dynamic table.
        var capacity = 4096
        var steps: [Step]

        var testDescription: String { section }
    }

    private static let singleFields = [
        Example(
            section: "C.2.1",
            steps: [
                Step(
                    "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572",
                    ["custom-key": "custom-header"],
                    tableSize: 55,
                    table: ["custom-key": "custom-header"]
                )
            ]
        ),
        Example(section: "C.2.2", steps: [Step("040c 2f73 616d 706c 652f 7061 7468", [":path": "/sample/path"])]),
        Example(
            section: "C.2.3",
            steps: [Step("1008 7061 7373 776f 7264 0673 6563 7265 74", ["password": "secret"])]
        ),
        Example(section: "C.2.4", steps: [Step("82", [":method": "GET"])]),
    ]

    private static func requests(_ section: String, _ blocks: [String]) -> Example {
        let common: KeyValuePairs = [
            ":method": "GET", ":scheme": "http", ":path": "/", ":authority": "www.example.com",
        ]
        return Example(
            section: section,
            steps: [
                Step(blocks[0], common, tableSize: 57, table: [":authority": "www.example.com"]),
                Step(
                    blocks[1],
                    [
                        ":method": "GET", ":scheme": "http", ":path": "/", ":authority": "www.example.com",
                        "cache-control": "no-cache",
                    ],
                    tableSize: 110,
                    table: ["cache-control": "no-cache", ":authority": "www.example.com"]
                ),
                Step(
                    blocks[2],
                    [
                        ":method": "GET", ":scheme": "https", ":path": "/index.html", ":authority": "www.example.com",
                        "custom-key": "custom-value",
                    ],
                    tableSize: 164,
                    table: [
                        "custom-key": "custom-value", "cache-control": "no-cache", ":authority": "www.example.com",
                    ]
                ),
            ]
        )
    }

    private static func responses(_ section: String, _ blocks: [String]) -> Example {
        let cookie = "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"
        return Example(
            section: section,
            capacity: 256,
            steps: [
                Step(
                    blocks[0],
                    [
                        ":status": "302", "cache-control": "private", "date": "Mon, 21 Oct 2013 20:13:21 GMT",
                        "location": "https://www.example.com",
                    ],
                    tableSize: 222,
                    table: [
                        "location": "https://www.example.com", "date": "Mon, 21 Oct 2013 20:13:21 GMT",
                        "cache-control": "private", ":status": "302",
                    ]
                ),
                Step(
                    blocks[1],
                    [
                        ":status": "307", "cache-control": "private", "date": "Mon, 21 Oct 2013 20:13:21 GMT",
                        "location": "https://www.example.com",
                    ],
                    tableSize: 222,
                    table: [
                        ":status": "307", "location": "https://www.example.com",
                        "date": "Mon, 21 Oct 2013 20:13:21 GMT", "cache-control": "private",
                    ]
                ),
                Step(
                    blocks[2],
                    [
                        ":status": "200", "cache-control": "private", "date": "Mon, 21 Oct 2013 20:13:22 GMT",
                        "location": "https://www.example.com", "content-encoding": "gzip", "set-cookie": cookie,
                    ],
                    tableSize: 215,
                    table: [
                        "set-cookie": cookie, "content-encoding": "gzip", "date": "Mon, 21 Oct 2013 20:13:22 GMT",
                    ]
                ),
            ]
        )
    }

    private static let plainRequests = requests(
        "C.3",
        [
            "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
            "8286 84be 5808 6e6f 2d63 6163 6865",
            "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
        ]
    )
    private static let huffmanRequests = requests(
        "C.4",
        [
            "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
            "8286 84be 5886 a8eb 1064 9cbf",
            "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
        ]
    )
    private static let plainResponses = responses(
        "C.5",
        [
            """
            4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 \
            3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d
            """,
            "4803 3330 37c1 c0bf",
            """
            88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 \
            7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 \
            6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31
            """,
        ]
    )
    private static let huffmanResponses = responses(
        "C.6",
        [
            """
            4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad \
            1718 63c7 8f0b 97c8 e9ae 82ae 43d3
            """,
            "4883 640e ffc1 c0bf",
            """
            88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 \
            e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07
            """,
        ]
    )

    @Test(
        "Each block gives its fields and leaves the table as specified",
        arguments: singleFields + [plainRequests, huffmanRequests, plainResponses, huffmanResponses]
    )
    func decoding(example: Example) throws {
        var decoder = HPACKDecoder()
        // The examples set the size before the first block, a peer does it in the first block.
        var prefix = example.capacity == 4096 ? [] : HPACKSupport.sizeUpdate(example.capacity)
        for step in example.steps {
            #expect(try decoder.fields(prefix + step.block) == step.fields)
            #expect(decoder.table.size == step.tableSize)
            #expect((0..<decoder.table.count).map { decoder.table[$0].field } == step.table)
            prefix = []
        }
    }

    @Test("The encoder writes the requests with Huffman code as the specification does")
    func encoding() {
        var encoder = HPACKEncoder()
        for step in Self.huffmanRequests.steps {
            #expect(HPACKSupport.block(step.fields, with: &encoder) == step.block)
        }
    }
}
