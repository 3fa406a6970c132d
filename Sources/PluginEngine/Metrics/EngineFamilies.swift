/// The engine's own metrics, by their names.
enum EngineFamilies {
    /// What no library may call its metrics.
    static let prefix = "omniview_"

    static func families(of plugins: [String: PluginMetrics]) -> [MetricFamily] {
        var calls = MetricFamily(
            name: "omniview_plugin_calls_total",
            help: "Calls to a plugin that have ended, by method and gRPC status.",
            kind: .counter
        )
        var latency = MetricFamily(
            name: "omniview_plugin_call_duration_seconds",
            help: "How long calls to a plugin took, by method.",
            kind: .histogram
        )
        for (plugin, metrics) in plugins {
            for (method, counts) in metrics.calls.counts {
                for (name, count) in zip(CallRecorder.statusNames, counts.calls) where count > 0 {
                    calls.add(.whole(count), .init("plugin", plugin), .init("method", method), .init("status", name))
                }
                guard counts.latency.count > 0 else { continue }
                latency.add(.histogram(counts.latency), .init("plugin", plugin), .init("method", method))
            }
        }
        return [calls, latency] + life(of: plugins) + resources(of: plugins)
    }

    private static func life(of plugins: [String: PluginMetrics]) -> [MetricFamily] {
        var phase = MetricFamily(
            name: "omniview_plugin_phase",
            help: "1 for the phase that a plugin is in.",
            kind: .gauge
        )
        var cost = MetricFamily(
            name: "omniview_plugin_start_seconds",
            help: "How long a step of a plugin's last start took.",
            kind: .gauge
        )
        for (plugin, metrics) in plugins {
            if let name = metrics.phase { phase.add(.whole(1), .init("plugin", plugin), .init("phase", name)) }
            for (step, seconds) in metrics.startCost {
                cost.add(.number(seconds), .init("plugin", plugin), .init("step", step))
            }
        }
        return [
            phase, cost,
            family("omniview_plugin_starts_total", "Starts of a plugin that succeeded.", plugins) { .whole($0.starts) },
            family("omniview_plugin_restarts_total", "Starts after a crash or another failure.", plugins) {
                .whole($0.restarts)
            },
            family("omniview_plugin_crashes_total", "Crashes of a plugin.", plugins) { .whole($0.crashes) },
        ]
    }

    private static func resources(of plugins: [String: PluginMetrics]) -> [MetricFamily] {
        [
            family("omniview_plugin_cpu_seconds_total", "Processor time of a plugin's processes.", plugins) { metrics in
                let time = metrics.endedCPUTime + metrics.cpuTime
                return metrics.resources == nil && time == .zero ? nil : .number(time.seconds)
            },
            family("omniview_plugin_resident_memory_bytes", "Memory of a plugin's processes in RAM.", plugins) {
                $0.resources.map { .whole($0.residentBytes) }
            },
            family("omniview_plugin_private_memory_bytes", "Memory in RAM that is the plugin's alone.", plugins) {
                $0.resources?.privateBytes.map { .whole($0) }
            },
            family("omniview_plugin_processes", "Processes of a plugin.", plugins) {
                $0.resources.map { .whole(UInt64($0.processes.count)) }
            },
            family("omniview_plugin_threads", "Threads of a plugin's processes.", plugins) {
                $0.resources.map { .whole(UInt64($0.threads)) }
            },
            family("omniview_plugin_open_fds", "Open descriptors of a plugin's processes.", plugins) {
                $0.resources?.descriptors.map { .whole(UInt64($0)) }
            },
            family("omniview_plugin_start_time_seconds", "When a plugin's process started, since 1970.", plugins) {
                $0.resources.map { .number(Double($0.startedAt) / 1_000) }
            },
        ]
    }

    private static func family(
        _ name: String,
        _ help: String,
        _ plugins: [String: PluginMetrics],
        _ value: (PluginMetrics) -> MetricFamily.Value?
    ) -> MetricFamily {
        var family = MetricFamily(name: name, help: help, kind: name.hasSuffix("_total") ? .counter : .gauge)
        for (plugin, metrics) in plugins {
            if let value = value(metrics) { family.add(value, .init("plugin", plugin)) }
        }
        return family
    }
}
