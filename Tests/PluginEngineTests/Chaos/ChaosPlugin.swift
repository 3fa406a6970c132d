import PluginDefinition
import PluginIntegrity
import TestSupport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What is done to a plugin, or what it does to others.
enum ChaosKind: String, CaseIterable, Sendable {
    case healthy, killed, frozen, slow, flooding, neverStarts, startsSometimes, growing, unlinked, upgraded, removed,
        moved, used

    /// How many plugins there are of it; 20 of all.
    var count: Int {
        switch self {
        case .healthy: 4
        case .killed: 3
        case .frozen, .slow, .flooding: 2
        default: 1
        }
    }

    /// Whether the engine has installed it; the others are folders that a user has put there.
    var isInstalled: Bool {
        switch self {
        case .healthy, .upgraded, .removed: true
        default: false
        }
    }

    /// Whether a client may be told that there is no such plugin.
    var mayBeGone: Bool { self == .removed || self == .moved }
}

/// One of the plugins.
struct ChaosPlugin: Sendable, Hashable {
    let kind: ChaosKind
    let number: Int
    let id: PluginID

    init(_ kind: ChaosKind, _ number: Int) {
        self.kind = kind
        self.number = number
        guard let id = PluginID("\(kind)\(number)".lowercased()) else { fatalError("the id is valid") }
        self.id = id
    }

    static let all = ChaosKind.allCases.flatMap { kind in (1...kind.count).map { ChaosPlugin(kind, $0) } }

    static func all(_ kinds: ChaosKind...) -> [ChaosPlugin] { all.filter { kinds.contains($0.kind) } }

    /// The variable by which the processes of a plugin are found: nothing that descends from it lives without.
    static let marker = "OMNIVIEW_CHAOS_PLUGIN"

    /// Whether it is an executable of its own; the others are scripts that become the peer in Swift, whose debug build
    /// is too large for a copy of it to be read and compared with its manifest before each of hundreds of starts.
    private var isNative: Bool { kind == .healthy || kind == .upgraded && number.isMultiple(of: 2) }

    /// What its script does before.
    private var preparation: String {
        switch kind {
        case .neverStarts: "exit 3"
        case .startsSometimes: "[ $(($$ % 3)) -ne 0 ] || exit 4"
        case .growing: "sleep 600 & setsid sleep 600 & ( ( setsid sleep 600 & ) & )"
        case .flooding: "yes 'more than anybody wants to read' | head -n 20000 >&2"
        default: ":"
        }
    }

    /// Makes a sealed folder of the plugin at a path. A version that is broken ends at its start.
    ///
    /// The limit for a start is short, because a process may be stopped before it has said where it can be reached.
    func make(_ version: String, isBroken: Bool = false, run: String, in folder: TemporaryFolder, at name: String)
        throws
    {
        var variables = ["\(Self.marker): \(run)/\(id)"]
        if kind == .slow { variables.append("KV_ECHO_DELAY: \"2000\"") }
        try folder.write(
            """
            schema_version: 2
            id: \(id)
            version: \(version)
            name: A plugin that is \(kind)
            activation: [on_startup]
            backend:
              cookie: {key: INTEROP_PLUGIN, value: hello}
              start_timeout: 10s
              env:
                set: {\(variables.joined(separator: ", "))}

            """,
            to: "\(name)/plugin.yaml"
        )
        if isNative, !isBroken {
            try folder.write("", to: "\(name)/bin/plugin")
            try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)/bin/plugin")
            try FileManager.default.copyItem(
                atPath: Products.peer("cpp/bin/cpp-plugin"),
                toPath: "\(folder.path)/\(name)/bin/plugin"
            )
        } else {
            let peer = try Products.executable("kv-plugin")
            let first = isBroken ? "exit 5" : preparation
            try folder.write("#!/bin/sh\n\(first)\nexec \(peer)\n", to: "\(name)/bin/plugin", mode: 0o755)
        }
        try PluginSealer.seal(directory: "\(folder.path)/\(name)")
    }
}
