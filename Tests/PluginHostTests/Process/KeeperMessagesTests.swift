#if os(Linux)
import CPluginHost
import Testing

@testable import PluginHost

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What a host makes of what it is told about a keeper, from a socket on which nobody but the test is.
@Suite(.keepers) struct KeeperMessagesTests {
    /// The kinds of answers, as `keeper.h` numbers them.
    private enum Kind {
        static let made: Int32 = 3
        static let started: Int32 = 5
        static let failed: Int32 = 6
    }

    /// Answers, each as its kind, the number of the keeper, that of the program, the step and the error.
    private static func spawn(_ answers: [[Int32]]) throws -> (
        failure: Int32, keeper: Int32, program: Int32, isLost: Bool
    ) {
        var sockets: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &sockets) == 0)
        defer { close(sockets[0]) }
        for answer in answers {
            let fields = answer + [0, 0, 0]
            #expect(fields.withUnsafeBytes { send(sockets[1], $0.baseAddress, $0.count, 0) } == 32)
        }
        var keeper = omniview_keeper(descriptor: sockets[0], process: 0)
        var spawned = omniview_spawned()
        var isLost = false
        let failure = "/bin/true".withCString { path in
            let arguments: [UnsafeMutablePointer<CChar>?] = [nil]
            return arguments.withUnsafeBufferPointer { none in
                var command = omniview_command()
                command.path = path
                command.arguments = none.baseAddress
                command.environment = none.baseAddress
                return omniview_keeper_spawn(&keeper, &command, false, &spawned, &isLost)
            }
        }
        close(sockets[1])
        return (failure, keeper.process, spawned.process, isLost)
    }

    @Test func keeperIsMadeAndStartsItsProgram() throws {
        let result = try Self.spawn([[Kind.made, 41, 0, 0, 0], [Kind.started, 41, 42, 0, 0]])
        #expect(result == (0, 41, 42, false))
    }

    /// On a busy machine the keeper may have started its program before the template gets to say that it has made it.
    @Test func keeperIsHeardBeforeItsTemplate() throws {
        let result = try Self.spawn([[Kind.started, 41, 42, 0, 0], [Kind.made, 41, 0, 0, 0]])
        #expect(result == (0, 41, 42, false))
    }

    @Test func keeperThatCannotStartItsProgramIsKept() throws {
        let result = try Self.spawn([[Kind.failed, 41, 0, 4, ENOENT], [Kind.made, 41, 0, 0, 0]])
        #expect(result == (ENOENT, 41, 0, false))
    }

    @Test func keeperThatCannotBeMadeIsLost() throws {
        let result = try Self.spawn([[Kind.failed, 0, 0, 0, EAGAIN]])
        #expect(result == (EAGAIN, 0, 0, true))
    }
}
#endif
