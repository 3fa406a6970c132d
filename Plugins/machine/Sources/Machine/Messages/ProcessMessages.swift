import GRPCCore
import SwiftProtobuf

extension ProcessQuery {
    /// What a request asks for.
    ///
    /// - Throws: an `RPCError` with the code `invalidArgument` for a limit or a filter that is too large, and for an
    ///   order that is not known.
    init(_ request: Omniview_Machine_V1_WatchProcessesRequest) throws {
        guard request.limit <= Self.highestLimit else {
            throw RPCError(code: .invalidArgument, message: "the limit is \(Self.highestLimit) at most")
        }
        guard request.filter.utf8.count <= Self.longestFilter else {
            throw RPCError(code: .invalidArgument, message: "the filter is \(Self.longestFilter) bytes long at most")
        }
        guard let key = Key(request.sort) else {
            throw RPCError(code: .invalidArgument, message: "there is no order number \(request.sort.rawValue)")
        }
        self.init(
            key: key,
            isAscending: request.ascending,
            limit: request.limit == 0 ? Self.usualLimit : Int(request.limit),
            filter: request.filter
        )
    }
}

extension ProcessQuery.Key {
    fileprivate init?(_ sort: Omniview_Machine_V1_ProcessSort) {
        switch sort {
        case .unspecified, .cpu: self = .cpu
        case .memory: self = .memory
        case .pid: self = .pid
        case .user: self = .user
        case .started: self = .started
        case .threads: self = .threads
        case .command: self = .command
        case .UNRECOGNIZED: return nil
        }
    }
}

extension Omniview_Machine_V1_WatchProcessesResponse {
    init(_ answer: ProcessAnswer) {
        self.init()
        time = .current
        total = UInt32(clamping: answer.total)
        matching = UInt32(clamping: answer.matching)
        processes = answer.first.map(Omniview_Machine_V1_Process.init)
    }
}

extension Omniview_Machine_V1_Process {
    fileprivate init(_ measured: MeasuredProcess) {
        self.init()
        let process = measured.process
        pid = process.pid
        parent = process.parent
        user = process.user
        state = .init(process.state)
        cpu = measured.cpu
        residentBytes = process.residentBytes
        threads = process.threads
        started = Google_Protobuf_Timestamp(milliseconds: process.started)
        name = process.name
        command = process.command
    }
}

extension Omniview_Machine_V1_ProcessState {
    fileprivate init(_ state: ProcessState) {
        switch state {
        case .running: self = .running
        case .sleeping: self = .sleeping
        case .waiting: self = .waiting
        case .stopped: self = .stopped
        case .zombie: self = .zombie
        case .idle: self = .idle
        }
    }
}
