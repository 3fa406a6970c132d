import EngineAPI
import PluginDefinition

/// The event as `--json` prints it, one object a line; what there is not is left out.
extension DevelopmentEvent: Encodable {
    private enum CodingKeys: String, CodingKey {
        case event, plugin, version, previous, digest, command, message, running, directory, record
        case buildMilliseconds = "build_ms"
        case swapMilliseconds = "swap_ms"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .event)
        switch self {
        case .building(let plugin, let command):
            try container.encode(plugin, forKey: .plugin)
            try container.encode(command, forKey: .command)
        case .buildFailed(let plugin, let end, let build, let standing):
            try container.encode(plugin, forKey: .plugin)
            try container.encode(end, forKey: .message)
            try container.encode(build.wholeMilliseconds, forKey: .buildMilliseconds)
            try container.encodeIfPresent(standing.running, forKey: .running)
            try container.encodeIfPresent(standing.version, forKey: .version)
        case .refused(let plugin, let reason, let standing):
            try container.encode(plugin, forKey: .plugin)
            try container.encode(reason, forKey: .message)
            try container.encodeIfPresent(standing.running, forKey: .running)
            try container.encodeIfPresent(standing.version, forKey: .version)
        case .installed(let outcome, let build, let swap):
            try container.encode(outcome.id.rawValue, forKey: .plugin)
            try container.encode(outcome.version, forKey: .version)
            try container.encodeIfPresent(outcome.previousVersion, forKey: .previous)
            try container.encode("sha256:\(outcome.digest)", forKey: .digest)
            try container.encode(build.wholeMilliseconds, forKey: .buildMilliseconds)
            try container.encode(swap.wholeMilliseconds, forKey: .swapMilliseconds)
        case .watching(let directory, let notice):
            try container.encode(directory, forKey: .directory)
            try container.encodeIfPresent(notice, forKey: .message)
        case .log(let record): try container.encode(record, forKey: .record)
        case .gap(let gap): try container.encode("\(gap.next - gap.after - 1) lines are gone", forKey: .message)
        case .ended(let plugin): try container.encodeIfPresent(plugin, forKey: .plugin)
        }
    }

    /// The name of the event.
    private var name: String {
        switch self {
        case .building: "building"
        case .buildFailed: "build-failed"
        case .refused: "refused"
        case .installed(let outcome, _, _):
            switch outcome.change {
            case .nothing: "unchanged"
            case .first: "installed"
            case .other: "swapped"
            }
        case .watching: "watching"
        case .log: "log"
        case .gap: "gap"
        case .ended: "ended"
        }
    }
}

extension Duration {
    /// As programs read it.
    var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
