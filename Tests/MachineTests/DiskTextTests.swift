import Testing

@testable import machine

@Suite struct DiskTextTests {
    @Test func findsDisksAmongMounts() {
        let text = #"""
            22 27 0:21 / /proc rw,relatime - proc proc rw
            25 24 0:23 / /dev/shm rw - tmpfs tmpfs rw
            27 1 254:1 /part / rw,relatime shared:1 master:2 - ext4 /dev/vda1 rw
            28 27 254:1 / /var/lib/data rw - ext4 /dev/vda1 rw
            29 27 254:2 / /srv/my\040data\134x rw - xfs /dev/vdb rw
            30 27 0:40 /a /home rw - btrfs /dev/vdc rw
            31 27 0:41 /b /b rw - btrfs /dev/vdc rw
            32 27 7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro
            33 27 0:50 / /mnt/far rw - nfs4 host:/export rw
            34 27 0:51 / /tank rw - zfs tank rw
            """#
        let mounts = Mount.disks(TextCursor(text))
        #expect(mounts.map(\.path) == ["/", "/srv/my data\\x", "/b", "/tank"])
        #expect(mounts.map(\.device) == ["254:1", "254:2", "0:41", "0:51"])
        #expect(mounts[0].source == "/dev/vda1")
        #expect(mounts[0].fileSystem == "ext4")
    }

    @Test func theRootIsADiskWhateverItIsOn() {
        let mounts = Mount.disks(TextCursor("1 2 0:99 / / rw - overlay overlay rw,lowerdir=/x"))
        #expect(mounts.map(\.path) == ["/"])
    }

    @Test(arguments: [
        "", "1", "1 2 8:1 / /x", "1 2 8:1 / /x rw -", "1 2 8:1 / /x rw - ext4", "1 2 8:1 / /x rw no dash /dev/a",
        "- - - - - -",
    ])
    func leavesOutDamagedMounts(line: String) {
        let good = "1 2 8:2 / /good rw - ext4 /dev/b rw"
        #expect(Mount.disks(TextCursor("\(line)\n\(good)")).map(\.path) == ["/good"])
    }

    @Test func keepsEscapesThatAreNone() {
        let mounts = Mount.disks(TextCursor(#"1 2 8:1 / /a\9\04\777\ rw - ext4 /dev/a rw"#))
        #expect(mounts.map(\.path) == [#"/a\9\04\777\"#])
    }

    @Test func takesAtMostSoMany() {
        let text = (0..<1000).map { "1 2 8:\($0) / /m\($0) rw - ext4 /dev/d\($0) rw\n" }.joined()
        #expect(Mount.disks(TextCursor(text)).count == 32)
    }

    @Test func readsWhatDevicesDid() {
        let text = """
               7       0 loop0 0 0 0 0 0 0 0 0 0 0 0
             254       0 vda 670 49 2000 606 257 367 4000 484 0 1439 1141 86 157
             254       1 vda1 1 1
             x y z
            """
        let statistics = DiskStatistics(TextCursor(text))
        let expected = DiskCounters(readBytes: 2000 * 512, writtenBytes: 4000 * 512, busyMilliseconds: 1439)
        func counters(_ device: String, _ source: String) -> DiskCounters? {
            statistics.counters(of: Mount(device: device, path: "/", fileSystem: "ext4", source: source))
        }
        #expect(counters("254:0", "/dev/root") == expected)
        #expect(counters("0:40", "/dev/vda") == expected)
        #expect(counters("7:0", "/dev/loop0") == nil)
        #expect(counters("0:40", "vda") == nil)
    }
}
