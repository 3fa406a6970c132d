package import PluginProtocol

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Memory that a host makes for a plugin before it starts it, and that the plugin's process inherits.
///
/// Nobody else gets at it. A plugin that knows nothing of it leaves it alone, and is connected to as always; one that
/// knows has taken it before it prints its handshake line.
package final class SharedMemoryOffer: Sendable {
    /// The host's side of the connection.
    let channel: SharedMemoryChannel
    /// What the plugin's process inherits: the memory, and its end of the pair of sockets.
    package let inherited: InheritedDescriptors

    /// Makes the memory.
    ///
    /// - Throws: ``TransportError`` with code `system`; also where the system has no such memory.
    package init() throws(TransportError) {
        let (region, memory) = try SharedMemoryRegion.make()
        do throws(TransportError) {
            let (own, other) = try StreamSocket.pair()
            channel = SharedMemoryChannel(region, bell: own, isHost: true)
            inherited = InheritedDescriptors([memory, other.descriptor])
        } catch {
            close(memory)
            throw error
        }
    }

    /// The environment variable that tells the plugin of them.
    ///
    /// - Parameter first: the number that the first one has in the plugin; the others follow.
    package static func variable(first: Int32) -> (name: String, value: String) {
        (variableName, "\(first),\(first + 1)")
    }

    /// Whether the memory is served by the plugin that announces an address, and not by another process that has got it
    /// from that.
    ///
    /// - Parameter address: what the plugin's handshake line says.
    package func isServed(at address: PluginAddress) -> Bool { channel.region.serves(Array("\(address)".utf8)) }
}

/// What a plugin does about an offer.
extension SharedMemoryOffer {
    /// Not one of go-plugin's: only hosts and plugins of this engine know it.
    static let variableName = "OMNIVIEW_SHARED_MEMORY"

    /// Takes the memory that the host offers, so that it is neither offered to nor inherited by anyone else.
    ///
    /// - Parameter environment: the environment of this process, from which the variable is removed.
    /// - Returns: the plugin's side of the connection; nil without an offer, or when there is something else behind its
    ///   numbers, as in the child of a plugin that handed its environment on.
    /// - Throws: ``TransportError`` with code `system`.
    package static func take(from environment: [String: String]) throws(TransportError) -> SharedMemoryChannel? {
        guard let text = environment[variableName] else { return nil }
        unsetenv(variableName)
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int32($0) }
        guard numbers.count == 2, let memory = numbers[0], let bell = numbers[1] else { return nil }
        // Before the memory is taken: whoever takes it must be able to serve it.
        guard memory != bell, StreamSocket.isUnixStream(bell), let region = try SharedMemoryRegion.take(memory) else {
            return nil
        }
        close(memory)
        _ = fcntl(bell, F_SETFD, FD_CLOEXEC)
        return SharedMemoryChannel(region, bell: StreamSocket(descriptor: bell), isHost: false)
    }
}
