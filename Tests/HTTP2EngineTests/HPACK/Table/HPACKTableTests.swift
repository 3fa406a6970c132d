import Testing

@testable import HTTP2Engine

@Suite("HPACK: tables")
struct HPACKTableTests {
    @Test("The static table has 61 entries at the specified places")
    func staticTable() {
        #expect(HPACKStaticTable.count == 61 && HPACKStaticTable.entries.count == 61)
        let places = [
            (1, ":authority", ""), (2, ":method", "GET"), (7, ":scheme", "https"), (8, ":status", "200"),
            (14, ":status", "500"), (16, "accept-encoding", "gzip, deflate"), (31, "content-type", ""),
            (58, "user-agent", ""), (61, "www-authenticate", ""),
        ]
        for (index, name, value) in places {
            let entry = HPACKStaticTable.entries[index - 1]
            #expect(entry.field == HeaderField(name, value))
            #expect(entry.size == name.utf8.count + value.utf8.count + 32)
        }
    }

    @Test("The newest entry is at 0, and the oldest go when there is no room")
    func eviction() {
        var table = HPACKDynamicTable(capacity: 100)
        for name in ["a", "b", "c"] { table.insert(Self.entry(name)) }
        // Three entries of 33 fill 99 of the 100.
        #expect(Self.names(table) == ["c", "b", "a"] && table.size == 99)
        table.insert(Self.entry("d"))
        #expect(Self.names(table) == ["d", "c", "b"] && table.size == 99)
        table.insert(Self.entry("ee"))
        #expect(Self.names(table) == ["ee", "d", "c"] && table.size == 100)
        table.insert(Self.entry("fff"))
        #expect(Self.names(table) == ["fff", "ee"] && table.size == 69)
    }

    @Test("An entry as large as the table is alone in it; a larger one empties it", arguments: [33, 64, 4096])
    func largeEntry(capacity: Int) {
        var table = HPACKDynamicTable(capacity: capacity)
        table.insert(Self.entry(""))
        table.insert(Self.entry(String(repeating: "n", count: capacity - 32)))
        #expect(table.count == 1 && table.size == capacity)
        table.insert(Self.entry(String(repeating: "n", count: capacity - 31)))
        #expect(table.count == 0 && table.size == 0)
        table.insert(Self.entry(""))
        #expect(table.count == 1)
    }

    @Test("A smaller capacity evicts the oldest, exactly as many as needed")
    func capacity() {
        var table = HPACKDynamicTable(capacity: 132)
        for name in ["a", "b", "c", "d"] { table.insert(Self.entry(name)) }
        table.setCapacity(132)
        #expect(table.count == 4)
        table.setCapacity(131)
        #expect(Self.names(table) == ["d", "c", "b"])
        table.setCapacity(66)
        #expect(Self.names(table) == ["d", "c"])
        table.setCapacity(4096)
        #expect(Self.names(table) == ["d", "c"])
        table.setCapacity(0)
        #expect(table.count == 0)
        table.insert(Self.entry(""))
        #expect(table.count == 0)
    }

    @Test("The ring agrees with a plain array while it grows, turns and shrinks", arguments: [1, 2, 3] as [UInt64])
    func model(seed: UInt64) {
        var random = HPACKRandom(seed: seed)
        var table = HPACKDynamicTable(capacity: 4096)
        var model: [HPACKEntry] = []
        var capacity = 4096
        for step in 0..<3_000 {
            if Int.random(in: 0..<50, using: &random) == 0 {
                capacity = Int.random(in: 0...4096, using: &random)
                table.setCapacity(capacity)
            } else {
                let count = Int.random(in: 0...(step.isMultiple(of: 100) ? 5_000 : 20), using: &random)
                let entry = Self.entry("\(step)", String(repeating: "v", count: count))
                table.insert(entry)
                model.insert(entry, at: 0)
                if entry.size > capacity { model = [] }
            }
            while model.reduce(0, { $0 + $1.size }) > capacity { model.removeLast() }
            #expect(table.size == model.reduce(0) { $0 + $1.size })
            #expect((0..<table.count).map { table[$0].field } == model.map(\.field))
        }
    }

    @Test("The encoder's table finds whole fields before names, and static before dynamic ones")
    func finding() {
        var table = HPACKEncoderTable(capacity: 4096)
        #expect(Self.find(":method", "POST", in: table) == [3, 1])
        #expect(Self.find(":method", "PUT", in: table) == [2, 0])
        #expect(Self.find("own", "", in: table) == [])
        for (position, entry) in HPACKStaticTable.entries.enumerated() {
            #expect(Self.find(entry.field.name, entry.field.value, in: table) == [position + 1, 1])
        }
        #expect(Self.insert("own", "1", into: &table))
        #expect(Self.insert("own", "2", into: &table))
        #expect(Self.insert(":method", "PUT", into: &table))
        #expect(Self.find("own", "1", in: table) == [64, 1])
        #expect(Self.find("own", "2", in: table) == [63, 1])
        #expect(Self.find("own", "3", in: table) == [64, 0])
        #expect(Self.find(":method", "PUT", in: table) == [62, 1])
        #expect(Self.find(":method", "HEAD", in: table) == [2, 0])
    }

    @Test("The encoder's table tells octets apart that Unicode holds to be equal")
    func equivalence() {
        var table = HPACKEncoderTable(capacity: 4096)
        // Two spellings of one letter, three octets each.
        let (one, other) = ("\u{212B}", "A\u{030A}")
        #expect(one == other && one.utf8.count == other.utf8.count)
        #expect(Self.insert("x", one, into: &table))
        #expect(Self.find("x", other, in: table) == [62, 0])
    }

    @Test("The encoder's table takes what fits, to the last octet")
    func filling() {
        var table = HPACKEncoderTable(capacity: 100)
        #expect(Self.insert("a", "", into: &table))
        #expect(!Self.insert("b", String(repeating: "v", count: 35), into: &table))
        #expect(Self.insert("c", String(repeating: "v", count: 34), into: &table))
        #expect(!Self.insert("", "", into: &table))
        #expect(Self.find("a", "", in: table) == [63, 1])
    }

    private static func entry(_ name: String, _ value: String = "") -> HPACKEntry {
        HPACKEntry(field: HeaderField(name, value), nameCount: name.utf8.count, valueCount: value.utf8.count)
    }

    private static func names(_ table: HPACKDynamicTable) -> [String] {
        (0..<table.count).map { table[$0].field.name }
    }

    /// The index, and 1 if it is that of the whole field; empty if there is none.
    private static func find(_ name: String, _ value: String, in table: HPACKEncoderTable) -> [Int] {
        Array(name.utf8).withUnsafeBytes { name in
            Array(value.utf8).withUnsafeBytes { value in
                let match = table.find(name, value)
                return match.nameIndex.map { [$0, match.isWholeField ? 1 : 0] } ?? []
            }
        }
    }

    private static func insert(_ name: String, _ value: String, into table: inout HPACKEncoderTable) -> Bool {
        Array(name.utf8).withUnsafeBytes { name in
            Array(value.utf8).withUnsafeBytes { value in table.insert(name, value) }
        }
    }
}
