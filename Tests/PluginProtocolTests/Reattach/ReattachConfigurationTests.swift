import TestSupport
import Testing

@testable import PluginProtocol

/// The configuration of plugins that somebody else has started, as Go programs print it.
@Suite struct ReattachConfigurationTests {
    @Test(.conforms(to: 125)) func shapeOfTerraform() throws {
        let text = """
            {"registry.terraform.io/hashicorp/random":{"Protocol":"grpc","ProtocolVersion":6,"Pid":123,"Test":true,\
            "Addr":{"Network":"unix","String":"/tmp/plugin123"}}}
            """
        let configuration = ReattachConfiguration(
            appProtocol: 6,
            processID: 123,
            isTest: true,
            address: .unix(path: "/tmp/plugin123")
        )
        let name = "registry.terraform.io/hashicorp/random"
        #expect(try ReattachConfiguration.parsing(json: text.utf8) == [name: configuration])
        // Byte for byte: some hosts read it with patterns.
        #expect(ReattachConfiguration.json([name: configuration]) == text)
    }

    @Test func severalPlugins() throws {
        let configurations = [
            "one": ReattachConfiguration(appProtocol: 1, processID: nil, address: .tcp(host: "127.0.0.1", port: 4000)),
            "two \"x\"": ReattachConfiguration(appProtocol: 5, processID: 7, address: .unix(path: "/run/ü")),
        ]
        let text = ReattachConfiguration.json(configurations)
        #expect(try ReattachConfiguration.parsing(json: text.utf8) == configurations)
        #expect(text.contains(#""Pid":0,"Test":false,"Addr":{"Network":"tcp","String":"127.0.0.1:4000"}"#))
    }

    @Test func unknownMembersAndMissingOnes() throws {
        let text = """
            {"a": {"Protocol": "grpc", "ProtocolVersion": 1, "Later": [1, {}],
                   "Addr": {"Network": "unix", "String": "/s", "Zone": ""}}}
            """
        let found = try ReattachConfiguration.parsing(json: text.utf8)
        #expect(found == ["a": ReattachConfiguration(appProtocol: 1, processID: nil, address: .unix(path: "/s"))])
        #expect(try ReattachConfiguration.parsing(json: "{}".utf8).isEmpty)
    }

    @Test(
        .conforms(to: 118),
        arguments: [
            ("", "no JSON object"), ("[]", "no JSON object"), ("{", "no JSON object"),
            (#"{"a":1}"#, "unsupported plugin protocol"),
            (#"{"a":{"ProtocolVersion":1,"Addr":{"Network":"unix","String":"/s"}}}"#, #"protocol "netrpc""#),
            (#"{"a":{"Protocol":"netrpc","ProtocolVersion":1}}"#, #"protocol "netrpc""#),
            (#"{"a":{"Protocol":"grpc"}}"#, "no ProtocolVersion"),
            (#"{"a":{"Protocol":"grpc","ProtocolVersion":"1"}}"#, "whole number"),
            (#"{"a":{"Protocol":"grpc","ProtocolVersion":1.5}}"#, "whole number"),
            (#"{"a":{"Protocol":"grpc","ProtocolVersion":1,"Pid":-1}}"#, "no process has"),
            (#"{"a":{"Protocol":"grpc","ProtocolVersion":1,"Pid":99999999999}}"#, "no process has"),
            (#"{"a":{"Protocol":"grpc","ProtocolVersion":1,"Pid":1}}"#, "no Addr"),
            (
                #"{"a":{"Protocol":"grpc","ProtocolVersion":1,"Addr":{"Network":"pipe","String":"x"}}}"#,
                "unknown address"
            ),
            (
                #"{"a":{"Protocol":"grpc","ProtocolVersion":1,"Addr":{"Network":"tcp","String":"1.2.3.4:5"}}}"#,
                "loopback"
            ),
        ]
    )
    func whatIsWrong(text: String, reason: String) throws {
        let error = #expect(throws: PluginProtocolError.self) {
            try ReattachConfiguration.parsing(json: text.utf8)
        }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test func tooMany() {
        let many = (0...1000).map { #""\#($0)":{}"# }.joined(separator: ",")
        let error = #expect(throws: PluginProtocolError.self) {
            try ReattachConfiguration.parsing(json: "{\(many)}".utf8)
        }
        #expect(error?.code == .invalidReattachment)
    }
}
