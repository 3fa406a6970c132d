import HTTP2Engine
import Testing

@Suite struct MetadataNameTests {
    @Test(arguments: ["a", "z", "0", "9", "_", "-", ".", "x-request-id", "a.b_c-d9", "grpc-status", "-bin", "x-bin"])
    func allowsNames(name: String) {
        #expect(MetadataName.isValid(name))
    }

    @Test(arguments: [
        "", " ", "A", "X-Request-Id", "a b", "a\n", "a\u{0}", "a:b", ":path", "a/b", "a@b", "a[", "a`", "a{", "a,b",
        "\u{e9}",
        "a\u{301}", "\u{212a}", "a\u{7f}",
    ])
    func refusesNames(name: String) {
        #expect(!MetadataName.isValid(name))
    }

    @Test(
        arguments: [
            (":path", true), (":", true), ("grpc-", true), ("grpc-status", true), ("grpc-trace-bin", true),
            ("", false), ("grpc", false), ("grpc_status", false), ("x-grpc-status", false), ("a:", false),
            ("te", false),
        ] as [(String, Bool)]
    )
    func knowsReservedNames(name: String, isReserved: Bool) {
        #expect(MetadataName.isReserved(name) == isReserved)
    }

    @Test(
        arguments: [
            ("x-bin", true), ("-bin", true), ("grpc-trace-bin", true), ("", false), ("bin", false), ("xbin", false),
            ("x-bin-", false), ("x-BIN", false), ("x-bins", false), ("x-bin\u{301}", false),
        ] as [(String, Bool)]
    )
    func knowsBinaryNames(name: String, isBinary: Bool) {
        #expect(MetadataName.isBinary(name) == isBinary)
    }
}
