import Testing

@testable import BenchSuite

@Suite struct RowTableTests {
    @Test func namesAreUnique() {
        let ids = RowTable.rows.map(\.id)
        #expect(Set(ids).count == ids.count)
    }

    @Test func everyCallRowHasOneWithTLSInItsGroup() {
        for group in RowTable.groups {
            for row in group.flatMap(\.rows) where row.plainRow != nil {
                #expect(group.contains { $0.rows.contains { $0.id == row.plainRow } }, "\(row.id)")
            }
        }
        let ids = Set(RowTable.rows.map(\.id))
        for kind in ["c1", "c64", "c1000"] {
            for interface in ["typed", "stubs"] {
                #expect(ids.isSuperset(of: ["\(kind).\(interface)", "\(kind).\(interface).tls"]))
            }
        }
    }

    @Test func arguments() throws {
        let all = RowTable.groups.joined()
        let effort = Effort(rounds: 1, seconds: 2, warmUp: 0.5)
        func words(_ id: String) throws -> String {
            let measurement = try #require(all.first { $0.rows.contains { $0.id == id } })
            return measurement.arguments(effort).joined(separator: " ")
        }
        #expect(try words("c1.stubs") == "calls --api stubs --seconds 2.0 --warmup 0.5")
        #expect(try words("c64.typed.tls") == "calls --api typed --callers 64 --tls --seconds 2.0 --warmup 0.5")
        #expect(try words("c1.spin") == "calls --api typed --spin 50 --seconds 2.0 --warmup 0.5")
        #expect(try words("c1.spin.shm") == "calls --api typed --spin 50 --shared-memory --seconds 2.0 --warmup 0.5")
        #expect(try words("echo.0B") == "echo --api stubs --size 0 --seconds 2.0 --warmup 0.5")
        #expect(try words("stream.to-host") == "stream-to-host --api stubs --size 32768 --seconds 2.0 --warmup 0.5")
        #expect(try words("plugins.100.threads") == "fleet --api stubs --plugins 100 --seconds 2.0 --warmup 0.5")
    }

    @Test func targetsFollowTheDirectionOfTheUnit() throws {
        let latency = try #require(RowTable.rows.first { $0.id == "c1.typed" })
        #expect(latency.meetsTarget(ratio: 0.65, pair: "Swift-Go") == true)
        #expect(latency.meetsTarget(ratio: 0.66, pair: "Swift-Go") == false)
        #expect(latency.meetsTarget(ratio: 0.5, pair: "Go-Go") == nil)
        #expect(latency.advantage(ratio: 0.5) == 2)
        let rate = try #require(RowTable.rows.first { $0.id == "c64.typed" })
        #expect(rate.meetsTarget(ratio: 3, pair: "Swift-Swift") == true)
        #expect(rate.meetsTarget(ratio: 2.99, pair: "Swift-Swift") == false)
        #expect(rate.advantage(ratio: 0.5) == 0.5)
    }
}
