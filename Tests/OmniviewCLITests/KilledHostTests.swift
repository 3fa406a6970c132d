import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a host leaves that is killed, and what the next one makes of it.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct KilledHostTests {
    @Test func nextHostRemovesWhatNobodyUsesAnyMore() async throws {
        let folder = try TemporaryFolder()
        let words = try Programs.node().map { "'\($0)'" }.joined(separator: " ")
        // A shell starts the host, waits until its plugin is up, and kills it.
        let script = try folder.script(
            """
            mkdir "\(folder.path)/t"
            TMPDIR="\(folder.path)/t" \(try Products.executable("omniview")) plugin run \(words) \\
                > "\(folder.path)/log" 2>&1 &
            until grep -q ' started .*process ' "\(folder.path)/log"; do sleep 0.05; done
            kill -9 $!
            """
        )
        #expect(try await run(script).exitCode == 0)
        let text = String(decoding: try readFile("\(folder.path)/log"), as: UTF8.self)
        let number = try #require(text.components(after: "process ").first)
        let plugin = try #require(Int32(number.prefix { $0.isNumber }))

        func next() async throws -> Set<String> {
            let environment = ["TMPDIR": "\(folder.path)/t", "PATH": "/usr/local/bin:/usr/bin:/bin"]
            let words = ["plugin", "inspect"] + (try Programs.node())
            #expect(try await run(Products.executable("omniview"), words, environment: environment).exitCode == 0)
            return Set(try await run("/bin/ls", ["\(folder.path)/t"]).output.split(separator: "\n").map(String.init))
        }
        #if !os(Linux)
        // This plugin does not notice that its host is gone, and there is no keeper to end it.
        kill(plugin, SIGKILL)
        #endif
        #expect(try await ProcessFacts.eventually { !ProcessFacts.isRunning(plugin) })
        #expect(try await next() == [])
    }
}

extension String {
    /// What stands behind each place where a text is.
    fileprivate func components(after text: String) -> [Substring] {
        var found: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            rest = rest[range.upperBound...]
            found.append(rest)
        }
        return found
    }
}
