#if os(Linux)
import TestSupport
import Testing

@testable import PluginTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Memory that is offered, and who takes it.
///
/// What is said of the numbers of descriptors, and of the environment, is said in a process of its own: neighbours open
/// and close things too.
@Suite(.startsProcesses, .timeLimit(.minutes(2))) struct SharedMemoryOfferTests {
    private static let seals: LinuxMemory.Seals = [.noShrinking, .noGrowing, .noMoreSeals]

    @Sendable static func take(_ text: String) throws -> SharedMemoryChannel? {
        try SharedMemoryOffer.take(from: [SharedMemoryOffer.variableName: text])
    }

    /// Copies of an offer's descriptors, as the plugin's process has them.
    @Sendable static func inherit(_ offer: SharedMemoryOffer) -> (memory: Int32, bell: Int32) {
        let copies = offer.inherited.numbers.map { dup($0) }
        return (copies[0], copies[1])
    }

    /// Memory that is like an offer's but for what is asked; the descriptor is the caller's.
    @Sendable static func makeMemory(
        _ length: Int = SharedMemoryLayout.length,
        seals: LinuxMemory.Seals = seals,
        signature: UInt64 = SharedMemoryLayout.signature
    ) throws -> Int32 {
        let descriptor = try LinuxMemory.make(length)
        var signature = signature
        try #require(pwrite(descriptor, &signature, 8, off_t(SharedMemoryLayout.signatureOffset)) == 8)
        try #require(LinuxMemory.seal(descriptor, seals))
        return descriptor
    }

    static var mappings: Int {
        ProcessFacts.mappings(of: getpid()).count { $0.contains("memfd:omniview") }
    }

    // MARK: Taking

    @Test func isTakenOnce() async {
        await #expect(processExitsWith: .success) {
            let offer = try SharedMemoryOffer()
            let (first, second) = (Self.inherit(offer), Self.inherit(offer))
            #expect(!offer.channel.region.isTaken)
            let channel = try #require(try Self.take("\(first.memory),\(first.bell)"))
            #expect(offer.channel.region.isTaken && channel.region.isTaken)
            #expect(try Self.take("\(second.memory),\(second.bell)") == nil)
            #expect(offer.channel.region.isTaken)
            // What was not taken has been left alone.
            #expect(fcntl(second.memory, F_GETFD) >= 0 && fcntl(second.bell, F_GETFD) >= 0)
        }
    }

    @Test func takenMemoryIsOfBothSides() async {
        await #expect(processExitsWith: .success) {
            let (host, descriptor) = try SharedMemoryRegion.make()
            let plugin = try #require(try SharedMemoryRegion.take(descriptor))
            host.arenaToPlugin.bytes[SharedMemoryLayout.arenaLength - 1] = 1
            plugin.arenaToHost.bytes[SharedMemoryLayout.arenaLength - 1] = 2
            host.ringToPlugin.bytes[0] = 3
            plugin.ringToHost.bytes[0] = 4
            #expect(plugin.arenaToPlugin.bytes[SharedMemoryLayout.arenaLength - 1] == 1)
            #expect(host.arenaToHost.bytes[SharedMemoryLayout.arenaLength - 1] == 2)
            #expect(plugin.ringToPlugin.bytes[0] == 3 && host.ringToHost.bytes[0] == 4)
            #expect(plugin.ringToHost.bytes[SharedMemoryLayout.ringCapacity - 1] == 0)
        }
    }

    @Test func nothingIsInheritedFurther() async {
        await #expect(processExitsWith: .success) {
            let offer = try SharedMemoryOffer()
            let copies = Self.inherit(offer)
            #expect(fcntl(copies.memory, F_GETFD) & FD_CLOEXEC == 0 && fcntl(copies.bell, F_GETFD) & FD_CLOEXEC == 0)
            let channel = try #require(try Self.take("\(copies.memory),\(copies.bell)"))
            #expect(fcntl(copies.memory, F_GETFD) == -1)
            #expect(channel.bell.descriptor == copies.bell)
            #expect(fcntl(copies.bell, F_GETFD) & FD_CLOEXEC != 0)
            // Nor are the host's own.
            #expect(offer.inherited.numbers.allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 })
            #expect(fcntl(offer.channel.bell.descriptor, F_GETFD) & FD_CLOEXEC != 0)
        }
    }

    @Test func theVariableGoes() async {
        await #expect(processExitsWith: .success) {
            let offer = try SharedMemoryOffer()
            let copies = Self.inherit(offer)
            let name = SharedMemoryOffer.variableName
            for text in ["nonsense", "\(copies.memory),\(copies.bell)", "\(copies.memory),\(copies.bell)"] {
                setenv(name, text, 1)
                let environment = ProcessInfo.processInfo.environment
                #expect(environment[name] == text)
                let channel = try SharedMemoryOffer.take(from: environment)
                #expect(getenv(name) == nil)
                withExtendedLifetime(channel) {}
            }
            #expect(offer.channel.region.isTaken)
        }
    }

    @Test func variableSaysWhereTheyAre() {
        #expect(SharedMemoryOffer.variable(first: 3) == ("OMNIVIEW_SHARED_MEMORY", "3,4"))
    }

    // MARK: Not taking

    @Test func withoutAnOfferThereIsNothing() throws {
        #expect(try SharedMemoryOffer.take(from: [:]) == nil)
        #expect(try SharedMemoryOffer.take(from: ["OMNIVIEW_SHARED_MEMORY_": "3,4"]) == nil)
    }

    @Test func malformedTexts() async {
        await #expect(processExitsWith: .success) {
            let offer = try SharedMemoryOffer()
            let (memory, bell) = Self.inherit(offer)
            let texts = [
                "", ",", ",,", "\(memory)", "\(memory),", ",\(bell)", "\(memory),\(bell),", "\(memory),\(bell),5",
                ",\(memory),\(bell)", "\(memory);\(bell)", "\(memory) ,\(bell)", " \(memory),\(bell)",
                "\(memory), \(bell)",
                "0x\(memory),\(bell)", "a,b", "-1,-1", "-\(memory),\(bell)", "99999999999999999999,\(bell)",
                "2147483648,\(bell)", "2147483647,\(bell)", "\(Int32.min),\(bell)", "\(memory),\(bell)\n",
                "\u{0},\u{0}",
            ]
            for text in texts { #expect(try Self.take(text) == nil, "\(text)") }
            #expect(!offer.channel.region.isTaken)
            #expect(try Self.take("\(memory),\(bell)") != nil)
        }
    }

    @Test func otherThingsBehindTheNumberOfTheMemory() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let file = open(try folder.write("text", to: "file"), O_RDWR)
            let large = open(try folder.write("", to: "large"), O_RDWR)
            try #require(file >= 0 && ftruncate(large, off_t(SharedMemoryLayout.length)) == 0)
            let closed = dup(file)
            close(closed)
            let length = SharedMemoryLayout.length
            let others: [(String, Int32)] = [
                ("a file", file), ("a file of the same length", large), ("closed", closed), ("a pipe's end", 0),
                ("the directory", open(folder.path, O_RDONLY)), ("a device", open("/dev/zero", O_RDWR)),
                ("shorter", try Self.makeMemory(length - 1)), ("longer", try Self.makeMemory(length + 1)),
                ("empty but for its signature", try Self.makeMemory(8)),
                ("not sealed", try Self.makeMemory(seals: [])),
                ("may shrink", try Self.makeMemory(seals: [.noGrowing, .noMoreSeals])),
                ("may grow", try Self.makeMemory(seals: [.noShrinking, .noMoreSeals])),
                ("may be sealed further", try Self.makeMemory(seals: [.noShrinking, .noGrowing])),
                ("not to be written", try Self.makeMemory(seals: Self.seals.union(.noWriting))),
                ("without signature", try Self.makeMemory(signature: 0)),
                ("another layout", try Self.makeMemory(signature: SharedMemoryLayout.signature + 1)),
            ]
            let (bell, other) = try RawSocket.pair()
            for (name, descriptor) in others {
                #expect(try Self.take("\(descriptor),\(bell.descriptor)") == nil, "\(name)")
                if name != "closed" { #expect(fcntl(descriptor, F_GETFD) >= 0, "\(name)") }
            }
            #expect(bell.read() == [] && other.read() == [])
            #expect(Self.mappings == 0)
            // The same, as it should be.
            let memory = try Self.makeMemory()
            let channel = try Self.take("\(memory),\(bell.duplicate())")
            #expect(channel != nil)
        }
    }

    @Test func otherThingsBehindTheNumberOfTheBell() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let file = open(try folder.write("text", to: "file"), O_RDWR)
            try #require(file >= 0)
            let closed = dup(file)
            close(closed)
            for (name, number) in [("closed", closed), ("a file", file), ("negative", -1)] {
                let offer = try SharedMemoryOffer()
                let (memory, _) = Self.inherit(offer)
                #expect(try Self.take("\(memory),\(number)") == nil, "\(name)")
                // The host must not believe that the plugin listens there.
                #expect(!offer.channel.region.isTaken, "\(name)")
            }
            let offer = try SharedMemoryOffer()
            let (memory, _) = Self.inherit(offer)
            #expect(try Self.take("\(memory),\(memory)") == nil)
            #expect(!offer.channel.region.isTaken)
        }
    }

    // MARK: Size

    @Test func nobodyCanChangeTheSize() async {
        await #expect(processExitsWith: .success) {
            let offer = try SharedMemoryOffer()
            let (memory, bell) = Self.inherit(offer)
            let another = dup(memory)
            let channel = try #require(try Self.take("\(memory),\(bell)"))
            for descriptor in [offer.inherited.numbers[0], another] {
                for length in [0, 1, SharedMemoryLayout.length - 1, SharedMemoryLayout.length + 1] {
                    #expect(ftruncate(descriptor, off_t(length)) == -1 && errno == EPERM, "\(length)")
                }
                #expect(!LinuxMemory.seal(descriptor, .noWriting))
                #expect(lseek(descriptor, 0, SEEK_END) == off_t(SharedMemoryLayout.length))
            }
            withExtendedLifetime(channel) {}
        }
    }

    /// Holes do not end a process that reads or writes there: they are zeros.
    @Test func memoryThatIsPunchedOutCanStillBeUsed() async {
        await #expect(processExitsWith: .success) {
            let (region, descriptor) = try SharedMemoryRegion.make()
            region.arenaToPlugin.bytes[0] = 1
            region.ringToHost.bytes[0] = 1
            #expect(try LinuxMemory.punchOut(descriptor, SharedMemoryLayout.length))
            #expect(region.arenaToPlugin.bytes[0] == 0 && region.ringToHost.bytes[0] == 0)
            region.arenaToPlugin.bytes[0] = 1
            #expect(region.arenaToPlugin.bytes[0] == 1)
        }
    }

    // MARK: What is left

    @Test func nothingIsLeft() async {
        await #expect(processExitsWith: .success) {
            func round() throws {
                // Offered to nobody; to a plugin that does not take it; closed twice; taken; taken and not used.
                _ = try SharedMemoryOffer()
                let ignored = try SharedMemoryOffer()
                ignored.inherited.closeAll()
                ignored.inherited.closeAll()
                #expect(ignored.inherited.numbers.isEmpty)
                let offer = try SharedMemoryOffer()
                let (memory, bell) = Self.inherit(offer)
                let channel = try Self.take("\(memory),\(bell)")
                #expect(channel != nil)
                let late = Self.inherit(offer)
                #expect(try Self.take("\(late.memory),\(late.bell)") == nil)
                close(late.memory)
                close(late.bell)
                let file = try Self.makeMemory(signature: 0)
                #expect(try Self.take("\(file),\(file)") == nil)
                close(file)
            }
            try round()
            let descriptors = ProcessFacts.openDescriptors
            for _ in 0..<200 { try round() }
            let growth = ProcessFacts.openDescriptors - descriptors
            // The runtime opens one for its timers when it likes; what a round leaves behind would be 200.
            #expect(growth < 8, "\(growth)")
            #expect(Self.mappings == 0)
        }
    }

    @Test func withoutADescriptorLeftItIsAnError() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit(rlim_cur: 64, rlim_max: 64)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            var taken: [Int32] = []
            while case let copy = dup(1), copy >= 0 { taken.append(copy) }
            // With none, and with one for the memory; two of three could become all, if the runtime closes one of its own.
            for _ in 0..<2 {
                let error = #expect(throws: TransportError.self) { try SharedMemoryOffer() }
                #expect(error?.code == .system)
                close(taken.removeLast())
            }
            for copy in taken { close(copy) }
            _ = try SharedMemoryOffer()
        }
    }
}
#endif
