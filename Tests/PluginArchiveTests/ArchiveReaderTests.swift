import Testing

@testable import PluginArchive

@Suite("Reading archives")
struct ArchiveReaderTests {
    static let tar = TarBuilder.tar {
        $0.add("./", type: "5", mode: "0000755")
        $0.add("./plugin.yaml", text: "id: a\n")
        $0.add("./bin/", type: "5", mode: "0002775")
        $0.add("./bin/plugin", mode: "0000755", contents: [UInt8](repeating: 7, count: 1500))
        $0.addPax([("comment", "x"), ("path", "./assets/\u{E9}.js"), ("size", "2"), ("mtime", "1.5")])
        $0.add("short", text: "ab")
        $0.add("@", type: "L", text: "./" + String(repeating: "l", count: 120) + "\u{0}")
        $0.add("cut", text: "long")
        $0.add("name") { put(Array("./pre/fix".utf8), at: 345, in: &$0) }
    }

    static let entries: [ArchiveEntry] = [
        ArchiveEntry(path: "plugin.yaml", kind: .file(size: 6, isExecutable: false)),
        ArchiveEntry(path: "bin", kind: .folder),
        ArchiveEntry(path: "bin/plugin", kind: .file(size: 1500, isExecutable: true)),
        ArchiveEntry(path: "assets/\u{E9}.js", kind: .file(size: 2, isExecutable: false)),
        ArchiveEntry(path: String(repeating: "l", count: 120), kind: .file(size: 4, isExecutable: false)),
        ArchiveEntry(path: "pre/fix/name", kind: .file(size: 0, isExecutable: false)),
    ]

    @Test(arguments: [1, 7, 511, 512, 513, 65536])
    func readsInPiecesOfAnyLength(_ piece: Int) throws {
        let found = try readArchive(try gzip(Self.tar), piece: piece)
        #expect(found.entries == Self.entries)
        #expect(found.contents["bin/plugin"] == [UInt8](repeating: 7, count: 1500))
        #expect(found.contents["assets/\u{E9}.js"] == Array("ab".utf8))
    }

    @Test func refusesEveryTruncation() throws {
        let archive = try gzip(Self.tar)
        for length in 0..<archive.count {
            let error = try #require(throws: ArchiveError.self) { try readArchive(Array(archive.prefix(length))) }
            #expect(error.code == .truncated, "after \(length) bytes: \(error)")
        }
    }

    @Test func refusesEveryTruncationOfTheTar() throws {
        // Tar's own filling behind the end may be missing.
        for length in stride(from: 0, to: Self.tar.count, by: 100) {
            let archive = try gzip(Array(Self.tar.prefix(length)))
            let error = try #require(throws: ArchiveError.self) { try readArchive(archive) }
            #expect(error.code == .truncated || length == 0, "after \(length) bytes: \(error)")
        }
    }

    @Test func refusesEveryChangedByteOfTheChecksumAndTheLength() throws {
        let archive = try gzip(Self.tar)
        for index in archive.count - 8..<archive.count {
            var changed = archive
            changed[index] ^= 1
            let error = try #require(throws: ArchiveError.self) { try readArchive(changed) }
            #expect(error.code == .damaged)
        }
    }

    @Test func readsSeveralMembersAsOne() throws {
        let archive = try gzip(Array(Self.tar.prefix(700))) + gzip([]) + gzip(Array(Self.tar.dropFirst(700)))
        for piece in [1, 65536] {
            let found = try readArchive(archive, piece: piece)
            #expect(found.entries == Self.entries)
        }
    }

    @Test(arguments: [[0], [0x1F], [0x1F, 0x8B], Array("x".utf8)] as [[UInt8]])
    func refusesWhatFollowsTheLastMember(_ rest: [UInt8]) throws {
        let archive = try gzip(Self.tar) + rest
        let error = try #require(throws: ArchiveError.self) { try readArchive(archive) }
        // What begins like a member is one that is cut short.
        #expect(error.code == (rest.first == 0x1F ? .truncated : .damaged))
        #expect(error.message.contains(rest.first == 0x1F ? "too early" : "after the end"))
    }

    @Test func refusesATarThatIsNotCompressed() throws {
        let error = try #require(throws: ArchiveError.self) { try readArchive(Self.tar) }
        #expect(error.code == .damaged)
        #expect(error.message.contains(".tar.gz"))
    }

    @Test func refusesALongArchive() throws {
        var limits = ArchiveLimits()
        limits.maxArchiveBytes = 100
        let archive = try gzip(Self.tar)
        let error = try #require(throws: ArchiveError.self) { try readArchive(archive, limits: limits, piece: 10) }
        #expect(error.code == .limitExceeded)
    }

    @Test func readsTheBinaryFormOfASize() throws {
        let found = try readTar(
            TarBuilder.tar {
                $0.add("a", contents: Array("abc".utf8)) {
                    put([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3], at: 124, in: &$0)
                }
            }
        )
        #expect(found.contents["a"] == Array("abc".utf8))
    }
}
