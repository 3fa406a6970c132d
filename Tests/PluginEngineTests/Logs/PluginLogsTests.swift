import Logging
import Synchronization
import Testing

@testable import PluginEngine

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Records on their way to memory, readers and disk.
@Suite(.timeLimit(.minutes(10))) final class PluginLogsTests {
    let folder = "/tmp/ovt-\(UInt32.random(in: 0 ... .max))"

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func text(_ name: String) -> String? { try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }

    @Test func writesWhatALoggerIsTold() async throws {
        let logs = PluginLogs(folder: folder)
        var logger = logs.logger(of: "demo")
        logger[metadataKey: "source"] = "stdout"
        let log = try #require(logs.log(of: "demo"))
        log.setSecrets(["my-secret"])
        logger.info("hello my-secret", metadata: ["source": "host", "n": "1"])
        logger.log(level: .error, "own", source: "plugin")
        #expect(log.tail(9).map(\.record.source) == [.stdout, .plugin])
        #expect(log.tail(1).first?.record.level == .error)
        let isWritten = await logs.flush()
        #expect(isWritten)
        let lines = try #require(text("demo.log")).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.contains(#""message":"hello [redacted]","metadata":{"n":"1","source":"host"}"#) == true)
        #expect(logs.history(of: "demo").records == log.tail(9).map(\.record).reversed())
        let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/demo.log")[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test(arguments: ["", "../x", "A", "a/b", "-a", String(repeating: "a", count: 65), "é"])
    func refusesWhatIsNoID(id: String) {
        #expect(PluginLogs(folder: nil).log(of: id) == nil)
    }

    @Test func followsFromANumberAndTellsOfGaps() async throws {
        var limits = LogLimits()
        limits.ringRecords = 2
        let logs = PluginLogs(folder: nil, limits: limits)
        let log = try #require(logs.log(of: "demo"))
        for number in 1...5 { log.append(LogRingTests.record("\(number)")) }
        var reader = log.follow(after: 1).makeAsyncIterator()
        let gap = await reader.next()
        #expect(gap == .gap(2))
        let fourth = await reader.next()
        #expect(fourth == .entry(LogEntry(number: 4, record: LogRingTests.record("4"))))
        _ = await reader.next()
        async let sixth = reader.next()
        log.append(LogRingTests.record("6"))
        logs.remove("demo")
        let next = await sixth
        #expect(next == .entry(LogEntry(number: 6, record: LogRingTests.record("6"))))
        let end = await reader.next()
        #expect(end == nil)
    }

    @Test func beginsNewFilesAndDeletesTheLast() async throws {
        var limits = LogLimits()
        limits.fileBytes = 2_000
        limits.files = 3
        let logs = PluginLogs(folder: folder, limits: limits)
        let log = try #require(logs.log(of: "p"))
        for number in 0..<60 {
            log.append(LogRingTests.record("\(number) " + String(repeating: "x", count: 300)))
            await logs.flush()
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(names == ["p.log", "p.log.1", "p.log.2"])
        for name in names { #expect(try #require(text(name)).utf8.count <= 2_000) }
        let history = logs.history(of: "p", limit: 8)
        #expect(history.records.first?.message.hasPrefix("59 ") == true)
        #expect(history.records.count == 8 && !history.isComplete)
    }

    @Test func closesAndDeletesFilesByTheirAge() throws {
        var limits = LogLimits()
        limits.age = .seconds(50)
        let now = WallClock.now
        var line: [UInt8] = []
        LogLine.append(LogRecord(time: now, plugin: "p", source: .host, level: .info, message: "x"), to: &line)
        func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
        var files = LogFiles(folder: folder, limits: limits)
        try files.append(line, to: "p", at: now)
        // Another writer, as after a new start, knows the file's age from its first record.
        files = LogFiles(folder: folder, limits: limits)
        try files.append(line, to: "p", at: now + 10_000)
        #expect(try names() == ["p.log"])
        try files.append(line, to: "p", at: now + 10_001)
        #expect(try names() == ["p.log", "p.log.1"])
        files.deleteOld(of: "p", at: now + 49_000)
        #expect(try names() == ["p.log", "p.log.1"])
        files.deleteOld(of: "p", at: now + 60_000)
        #expect(try names() == [])
    }

    @Test func passesOverWhatIsNoRecord() async throws {
        let logs = PluginLogs(folder: folder)
        let log = try #require(logs.log(of: "p"))
        log.append(LogRingTests.record("first"))
        await logs.flush()
        let torn = try #require(text("p.log")) + #"{"time":1,"plugin":"p","sour"#
        try torn.write(toFile: "\(folder)/p.log", atomically: false, encoding: .utf8)
        log.append(LogRingTests.record("second"))
        await logs.flush()
        let history = logs.history(of: "p")
        #expect(history.records.map(\.message) == ["second", "first"])
        #expect(history.unreadable == 1)
    }

    @Test func waitsForADiskThatRefusesAndTellsItOnce() async throws {
        var limits = LogLimits()
        limits.queueRecords = 5
        limits.retryInterval = .milliseconds(10)
        // A file where the folder should be: nothing can be written below it, even by root.
        try "".write(toFile: folder, atomically: false, encoding: .utf8)
        let (events, feed) = AsyncStream.makeStream(of: LogDiskEvent.self, bufferingPolicy: .bufferingNewest(10))
        let logs = PluginLogs(folder: folder, limits: limits) { feed.yield($0) }
        let log = try #require(logs.log(of: "p"))
        for number in 1...20 { log.append(LogRingTests.record("\(number)")) }
        var iterator = events.makeAsyncIterator()
        guard case .failed("p", "\(folder)/p.log", _) = await iterator.next() else {
            Issue.record("the failure was not told")
            return
        }
        let isWritten = await logs.flush()
        #expect(!isWritten)
        #expect(log.tail(50).filter { $0.record.source == .host }.count == 1)
        try FileManager.default.removeItem(atPath: folder)
        guard case .healed("p", let dropped) = await iterator.next() else {
            Issue.record("the healing was not told")
            return
        }
        await logs.flush()
        // The event comes with the first piece; what was dropped after it is told at its place.
        let records = logs.history(of: "p").records.reversed()
        let told = records.compactMap { $0.metadata["dropped"].flatMap { Int($0) } }.reduce(0, +)
        #expect(records.count { $0.source == .plugin } + told == 20)
        #expect(told >= 10 && dropped >= 10)
    }

    @Test func cutsWhatIsTooLong() throws {
        var limits = LogLimits()
        limits.messageBytes = 10
        limits.metadataValues = 2
        limits.metadataValueBytes = 4
        let log = try #require(PluginLogs(folder: nil, limits: limits).log(of: "p"))
        var record = LogRingTests.record("éééééééé")
        record.metadata = ["a": "123456", "b": "1", "c": "1"]
        log.append(record)
        let kept = try #require(log.tail(1).first?.record)
        #expect(kept.message == "ééééé")
        #expect(kept.metadata == ["a": "1234", "b": "1"])
    }
}
