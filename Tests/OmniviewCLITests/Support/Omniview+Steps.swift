import Subprocess
import Synchronization
import TestSupport
import Testing

extension Omniview {
    /// Something to do once a command has written a line, to whichever stream.
    struct Step: Sendable {
        /// What the line contains.
        var text: String
        /// Gets the line, and what sends signals to the command.
        var act: @Sendable (_ line: String, _ send: (Signal) throws -> Void) throws -> Void

        init(
            _ text: String,
            _ act: @escaping @Sendable (_ line: String, _ send: (Signal) throws -> Void) throws -> Void
        ) {
            self.text = text
            self.act = act
        }
    }

    /// Runs it, and takes one step after the other, each when its line comes after that of the step before.
    static func run(
        _ words: [String],
        steps: [Step],
        environment: [Environment.Key: String?] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Run {
        let temporary = try TemporaryFolder()
        let next = Mutex(0)
        let result = try await Subprocess.run(
            configuration(words, temporary, environment),
            input: .none,
            output: .sequence,
            error: .sequence
        ) { execution in
            let take: @Sendable (String) throws -> Void = { line in
                let step = next.withLock { next -> Step? in
                    guard next < steps.count, line.contains(steps[next].text) else { return nil }
                    next += 1
                    return steps[next - 1]
                }
                try step?.act(line) { try execution.send(signal: $0) }
            }
            async let output = lines(of: execution.standardOutput, take)
            async let error = lines(of: execution.standardError, take)
            return try await (output: output, error: error)
        }
        #expect(temporary.entries == [], "left behind", sourceLocation: sourceLocation)
        let (taken, streams) = (next.withLock { $0 }, result.closureResult)
        let error = String(decoding: streams.error, as: UTF8.self)
        if taken < steps.count {
            Issue.record("no line with \(steps[taken].text): \(error)", sourceLocation: sourceLocation)
        }
        return Run(status: result.terminationStatus, output: streams.output, error: error)
    }

    private static func lines(
        of stream: SubprocessOutputSequence,
        _ take: @Sendable (String) throws -> Void
    ) async throws -> [UInt8] {
        var (bytes, line): ([UInt8], [UInt8]) = ([], [])
        for try await buffer in stream {
            let piece = buffer.withUnsafeBytes { Array($0) }
            bytes += piece
            for byte in piece {
                guard byte == UInt8(ascii: "\n") else {
                    line.append(byte)
                    continue
                }
                try take(String(decoding: line, as: UTF8.self))
                line = []
            }
        }
        return bytes
    }
}

/// Runs `omniview serve` on a state folder of its own for as long as the body takes.
func withServingEngine(_ body: @escaping @Sendable (_ state: String) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    let (running, signal) = AsyncStream<Void>.makeStream()
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { signal.finish() }
            let run = try await Omniview.run(
                ["serve", "--state", folder.path],
                steps: [Omniview.Step("The engine runs") { _, _ in signal.yield() }]
            )
            #expect(run.code == 0, "\(run.error)")
        }
        for await _ in running {
            let result: Result<Void, any Error>
            do { result = .success(try await body(folder.path)) } catch { result = .failure(error) }
            #expect(try await Omniview.run(["shutdown", "--state", folder.path]).code == 0)
            try await group.waitForAll()
            return try result.get()
        }
        try await group.waitForAll()
    }
}
