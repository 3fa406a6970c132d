#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The environment of the host's own process.
enum HostEnvironment {
    static var current: [String: String] { ProcessInfo.processInfo.environment }
}
