import CPluginSDK
import Dispatch
import PluginTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Watches for what ends a plugin besides its host's request: SIGTERM, and a host that is gone.
///
/// The parent is the host, or what the host has put between the two: on Linux this engine's keeper, which sends SIGTERM when
/// the host has gone.
///
/// SIGINT is ignored: Ctrl-C at a terminal goes to the whole group, and it is for the host to decide what stops.
final class StopSignals {
    private var sources: [any DispatchSourceProtocol] = []

    /// Starts watching.
    ///
    /// - Parameters:
    ///   - stopping: fulfilled when the plugin should end.
    ///   - watchesHost: whether the end of the parent process counts.
    init(stopping: OneShot<Void>, watchesHost: Bool) {
        signal(SIGINT, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        signal(SIGTERM, SIG_IGN)
        let terminate = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
        terminate.setEventHandler { stopping.fulfil() }
        add(terminate)
        if watchesHost { watchHost(stopping) }
    }

    deinit {
        for source in sources { source.cancel() }
    }

    private func watchHost(_ stopping: OneShot<Void>) {
        let host = getppid()
        #if os(Linux)
        let descriptor = omniview_pidfd_open(host)
        guard descriptor >= 0 else { return }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
        source.setCancelHandler { close(descriptor) }
        #else
        let source = DispatchSource.makeProcessSource(identifier: host, eventMask: .exit, queue: .global())
        #endif
        source.setEventHandler { stopping.fulfil() }
        add(source)
        // It may have gone before the watch began, and its number to init or to another process.
        if getppid() != host { stopping.fulfil() }
    }

    private func add(_ source: any DispatchSourceProtocol) {
        source.activate()
        sources.append(source)
    }
}
