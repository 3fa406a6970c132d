/// An operating system and a processor, as the keys of a definition name them.
public struct Platform: Sendable, Hashable, LosslessStringConvertible {
    /// An operating system.
    public enum OperatingSystem: String, Sendable, Hashable, Codable, CaseIterable {
        /// Linux with any C library.
        case linux
        /// macOS.
        case macos
        /// Windows. Definitions may name it; this engine does not run there.
        case windows
    }

    /// A processor architecture.
    public enum Architecture: String, Sendable, Hashable, Codable, CaseIterable {
        /// 64-bit Intel and AMD, which others call amd64 or x64.
        case x86_64
        /// 64-bit ARM, which others call aarch64.
        case arm64
        /// 32-bit ARM.
        case armv7
        /// 64-bit RISC-V.
        case riscv64
    }

    /// The operating system.
    public let operatingSystem: OperatingSystem
    /// The processor architecture.
    public let architecture: Architecture

    /// Creates a platform.
    ///
    /// - Parameters:
    ///   - operatingSystem: The operating system.
    ///   - architecture: The processor architecture.
    public init(_ operatingSystem: OperatingSystem, _ architecture: Architecture) {
        self.operatingSystem = operatingSystem
        self.architecture = architecture
    }

    /// Reads a name such as `linux-x86_64` or `macos-arm64`; nil for anything else.
    public init?(_ description: String) {
        let parts = description.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2,
            let operatingSystem = OperatingSystem(rawValue: String(parts[0])),
            let architecture = Architecture(rawValue: String(parts[1]))
        else { return nil }
        self.init(operatingSystem, architecture)
    }

    /// The name, such as `linux-x86_64`.
    public var description: String { "\(operatingSystem.rawValue)-\(architecture.rawValue)" }

    /// The platform this program was built for, or nil on one that has no name here.
    public static var current: Platform? {
        guard let operatingSystem = currentOperatingSystem, let architecture = currentArchitecture else { return nil }
        return Platform(operatingSystem, architecture)
    }

    private static var currentOperatingSystem: OperatingSystem? {
        #if os(Linux)
        .linux
        #elseif os(macOS)
        .macos
        #elseif os(Windows)
        .windows
        #else
        nil
        #endif
    }

    private static var currentArchitecture: Architecture? {
        #if arch(x86_64)
        .x86_64
        #elseif arch(arm64)
        .arm64
        #elseif arch(arm)
        .armv7
        #elseif arch(riscv64)
        .riscv64
        #else
        nil
        #endif
    }
}

extension Platform {
    /// Every key that a command per platform may have: each system alone, and each with each architecture.
    static let selectors: [String] = OperatingSystem.allCases.flatMap { system in
        [system.rawValue] + Architecture.allCases.map { Platform(system, $0).description }
    }

    /// The selector meant by a name from another world, such as `darwin_arm64` or `linux-amd64`.
    static func selector(meantBy name: String) -> String? {
        var words = name.lowercased().replacing("x86_64", with: "amd64").split { $0 == "-" || $0 == "_" || $0 == "/" }
        guard let system = words.first, words.count <= 2 else { return nil }
        words.removeFirst()
        let systems = ["darwin": "macos", "osx": "macos", "mac": "macos", "win": "windows", "win32": "windows"]
        var selector = systems[String(system)] ?? String(system)
        if let architecture = words.first {
            let architectures = ["amd64": "x86_64", "x64": "x86_64", "aarch64": "arm64", "arm": "armv7"]
            selector += "-" + (architectures[String(architecture)] ?? String(architecture))
        }
        return selectors.contains(selector) && selector != name ? selector : nil
    }
}

extension Platform: Codable {
    /// Decodes a platform from its name.
    ///
    /// - Throws: `DecodingError` when the string is not the name of a platform.
    public init(from decoder: any Decoder) throws {
        self = try TextCoding.decode(from: decoder, named: "a platform") { Platform($0) }
    }

    /// Encodes the platform as its name.
    public func encode(to encoder: any Encoder) throws {
        try TextCoding.encode(description, to: encoder)
    }
}
