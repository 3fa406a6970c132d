import Testing

@testable import PluginArchive

@Suite("Decompression bombs")
struct BombTests {
    /// A gibibyte of zeros, compressed as it is written and read as it is compressed.
    private func readBomb(_ limits: ArchiveLimits) throws -> (error: ArchiveError, readBytes: Int) {
        let size = 1 << 30
        var header = TarBuilder()
        header.add("zeros", size: TarBuilder.octal(size, 11))
        let deflater = try Deflater()
        var reader = try ArchiveReader(limits: limits)
        var collector = Collector()
        collector.keepsContents = false
        var failure: ArchiveError?
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        func give(_ bytes: [UInt8]) {
            bytes.withUnsafeBytes { buffer in
                do throws(ArchiveError) {
                    try deflater.compress(buffer) { (piece) throws(ArchiveError) in try reader.read(piece, &collector) }
                } catch {
                    failure = error
                }
            }
        }
        give(header.bytes)
        for _ in 0..<1024 where failure == nil { give(zeros) }
        return (try #require(failure), collector.totalBytes)
    }

    @Test func refusesAGibibyteOfZerosEarly() throws {
        let (error, readBytes) = try readBomb(ArchiveLimits())
        #expect(error.code == .limitExceeded)
        #expect(error.message.contains("200 times"))
        #expect(readBytes < 32 << 20)
    }

    @Test func refusesALargeFileBeforeItsFirstByte() throws {
        var limits = ArchiveLimits()
        limits.maxFileBytes = 1 << 20
        let (error, readBytes) = try readBomb(limits)
        #expect(error.code == .limitExceeded)
        #expect(error.entry == "zeros")
        #expect(readBytes == 0)
    }
}
