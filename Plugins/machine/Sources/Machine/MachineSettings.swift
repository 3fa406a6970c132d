import PluginCapabilities

/// What a user can set.
enum MachineSettings {
    static let interval = "interval"
    static let kernelThreads = "kernel_threads"

    static let definitions = [
        SettingDefinition(
            interval,
            type: .integer,
            label: "Interval",
            description: "Seconds between two readings, 1 to 60; what is below or above counts as these.",
            default: 2
        ),
        SettingDefinition(
            kernelThreads,
            type: .toggle,
            label: "Kernel threads",
            description: "Whether the process table has the kernel's own threads too.",
            default: false
        ),
    ]
}

extension PluginSettings {
    /// How often the machine is read.
    var interval: Duration { .seconds(min(60, max(1, integer(MachineSettings.interval) ?? 2))) }

    var showsKernelThreads: Bool { isOn(MachineSettings.kernelThreads) }
}
