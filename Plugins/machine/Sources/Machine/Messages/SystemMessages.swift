import SwiftProtobuf

extension Omniview_Machine_V1_DescribeResponse {
    init(_ description: MachineDescription) {
        self.init()
        hostName = description.hostName
        operatingSystem = description.operatingSystem
        kernel = description.kernel
        architecture = description.architecture
        processor = description.processor
        processorCount = UInt32(clamping: description.processorCount)
        memoryBytes = description.memoryBytes
        if let seconds = description.booted {
            booted = Google_Protobuf_Timestamp(milliseconds: Int64(clamping: seconds) &* 1000)
        }
    }
}

extension Omniview_Machine_V1_WatchResponse {
    init(_ sample: SystemSample, interval: Duration) {
        self.init()
        time = .current
        self.interval = Google_Protobuf_Duration(
            seconds: interval.components.seconds,
            nanos: Int32(interval.components.attoseconds / 1_000_000_000)
        )
        processors = .init(sample.processors, cores: sample.cores)
        load = .with {
            $0.one = sample.load.one
            $0.five = sample.load.five
            $0.fifteen = sample.load.fifteen
        }
        memory = .init(sample.memory)
        disks = sample.disks.map(Omniview_Machine_V1_Disk.init)
        networks = sample.networks.map(Omniview_Machine_V1_Network.init)
        tasks = .with {
            $0.processes = sample.tasks.processes
            $0.threads = sample.tasks.threads
            if let running = sample.tasks.running { $0.running = running }
        }
    }
}

extension Omniview_Machine_V1_Processors {
    fileprivate init(_ shares: ProcessorShares, cores: [CoreShare]) {
        self.init()
        busy = shares.busy
        user = shares.user
        system = shares.system
        waiting = shares.waiting
        stolen = shares.stolen
        self.cores = cores.map { core in
            .with {
                $0.number = core.number
                $0.busy = core.busy
            }
        }
    }
}

extension Omniview_Machine_V1_Memory {
    fileprivate init(_ memory: MemoryUse) {
        self.init()
        totalBytes = memory.total
        usedBytes = memory.used
        availableBytes = memory.available
        cachedBytes = memory.cached
        swapTotalBytes = memory.swapTotal
        swapUsedBytes = memory.swapUsed
    }
}

extension Omniview_Machine_V1_Disk {
    fileprivate init(_ sample: DiskSample) {
        self.init()
        mount = sample.disk.mount
        device = sample.disk.device
        fileSystem = sample.disk.fileSystem
        sizeBytes = sample.disk.size
        usedBytes = sample.disk.used
        availableBytes = sample.disk.available
        guard let rates = sample.rates else { return }
        readBytesPerSecond = rates.read
        writtenBytesPerSecond = rates.written
        busy = rates.busy
    }
}

extension Omniview_Machine_V1_Network {
    fileprivate init(_ sample: NetworkSample) {
        self.init()
        name = sample.name
        receivedBytesPerSecond = sample.receivedBytes
        sentBytesPerSecond = sample.sentBytes
        receivedPacketsPerSecond = sample.receivedPackets
        sentPacketsPerSecond = sample.sentPackets
    }
}
