import EngineAPI
import FakeEngineSupport
import FoundationEssentials
import HTTPTypes
import Testing

@testable import EngineServer

@Suite struct OpenAPIDocumentTests {
    private static let committed = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/openapi.json")

    /// With `WRITE_OPENAPI` in the environment, writes the file instead of looking at it.
    @Test func theCommittedDocumentIsTheServedOne() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let served = try encoder.encode(OpenAPIDocument.value) + Data("\n".utf8)
        if ProcessInfo.processInfo.environment["WRITE_OPENAPI"] != nil { try served.write(to: Self.committed) }
        #expect(try Data(contentsOf: Self.committed) == served, "write it anew with WRITE_OPENAPI=1")
    }

    private func member(_ name: String, of value: JSONValue?) -> JSONValue? {
        guard case .object(let members)? = value else { return nil }
        return members[name]
    }

    private func names(in value: JSONValue?) -> Set<String> {
        guard case .object(let members)? = value else { return [] }
        return Set(members.keys)
    }

    @Test func everyRouteIsInTheDocumentAndTheOtherWayRound() {
        let paths = member("paths", of: OpenAPIDocument.value)
        var documented: Set<String> = []
        for path in names(in: paths) {
            for method in names(in: member(path, of: paths)) { documented.insert("\(method.uppercased()) \(path)") }
        }
        let routes = Routes.all.map { "\($0.method.rawValue) \($0.path)" }
        #expect(documented == Set(routes))
        #expect(documented.count == routes.count)
        #expect(Set(Routes.all.map(\.name)).count == routes.count)
    }

    @Test func everyLinkLeadsToASchemaAndEverySchemaIsUsed() {
        let schemas = names(in: member("schemas", of: member("components", of: OpenAPIDocument.value)))
        var links: Set<String> = []
        func walk(_ value: JSONValue) {
            switch value {
            case .object(let members):
                if case .string(let link)? = members["$ref"] {
                    links.insert(String(link.split(separator: "/").last ?? ""))
                }
                members.values.forEach(walk)
            case .array(let values): values.forEach(walk)
            default: break
            }
        }
        walk(OpenAPIDocument.value)
        #expect(links.isSubset(of: schemas), "\(links.subtracting(schemas))")
        // These two are only in streams, which a schema cannot describe.
        #expect(schemas.subtracting(links) == ["EngineEvent", "EventGap"])
    }

    @Test func everyProblemIsInTheDocument() throws {
        let text = String(decoding: try EngineJSON.encode(OpenAPIDocument.value), as: UTF8.self)
        // These come over a window's socket only.
        let others: Set<ProblemType> = [
            .viewNotFound, .viewClosed, .viewQuarantined, .viewStorageFull, .tooManyRequests,
        ]
        for type in ProblemType.known where !others.contains(type) {
            #expect(text.contains("`\(type.rawValue)`"), "\(type)")
        }
    }

    @Test(
        arguments: [
            ("EngineInfo", Samples.info), ("DoctorReport", Samples.doctor), ("DoctorCheck", Samples.doctor.checks[0]),
            ("PluginSummary", Samples.summary()), ("PhaseReason", Samples.reason), ("PluginDetail", Samples.detail()),
            ("PluginDiagnostic", Samples.detail().diagnostics[0]), ("Relaxation", Samples.detail().relaxations[0]),
            ("VerificationSummary", Samples.detail().verification), ("StartStep", Samples.detail().startCost[0]),
            ("PhaseTransition", Samples.transition), ("CrashReport", Samples.crash), ("AuditRecord", Samples.audit[0]),
            ("InstalledVersion", Samples.version), ("SettingInfo", Samples.setting),
            ("SettingOption", Samples.setting.options?[0]), ("SettingsUpdate", SettingsUpdate(values: [:])),
            ("Inbox", Samples.inbox), ("InboxReview", Samples.review),
            ("InboxEntry", InboxEntry(name: "a", state: .ready, review: Samples.review, problem: "it is not so")),
            ("InstallRequest", InstallRequest(digest: Samples.digest)),
            ("ActivateRequest", ActivateRequest(digest: Samples.digest)),
            ("TrustRequest", TrustRequest(digest: Samples.digest)), ("LogRecord", Samples.log),
            ("EngineEvent", Samples.event), ("EventGap", EventGap(after: 1, next: 2)),
            ("ResourceSample", Samples.resources), ("MethodStatistics", Samples.method),
            ("OpenLink", OpenLink(path: "/", url: "http://127.0.0.1/", expiresInMs: 1)),
            ("WindowContributions", Samples.contributions),
            ("ExtensionPoint", Samples.contributions.points[0]),
            ("Contribution", Samples.contributions.contributions[0]),
            ("PluginView", Samples.contributions.views[0]),
        ] as [(String, (any Codable & Sendable)?)]
    )
    func aSchemaHasTheMembersOfItsValue(_ name: String, _ sample: (any Codable & Sendable)?) throws {
        let sample = try #require(sample)
        let value = try EngineJSON.decode(JSONValue.self, from: try EngineJSON.encode(sample))
        let schema = member(name, of: member("schemas", of: member("components", of: OpenAPIDocument.value)))
        #expect(names(in: member("properties", of: schema)) == names(in: value))
        guard case .array(let required)? = member("required", of: schema) else {
            Issue.record("no required members")
            return
        }
        // Without one of the required members the value cannot be read, and without any other it can.
        for key in names(in: value) {
            guard case .object(var members) = value else { continue }
            members[key] = nil
            let json = try EngineJSON.encode(JSONValue.object(members))
            let isReadable = Self.isReadable(json, as: type(of: sample))
            #expect(isReadable == !required.contains(.string(key)), "\(key)")
        }
    }

    private static func isReadable(_ json: Data, as type: any Decodable.Type) -> Bool {
        (try? EngineJSON.decode(type, from: json)) != nil
    }
}
