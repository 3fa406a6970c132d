import NIOCore

/// A channel without a socket: what its handlers write is kept, and so is what they read.
///
/// It lets the TLS handler of NIO run wherever the bytes are, under a lock, instead of on an event loop of NIO's own: a
/// call then needs no further thread, whether it is encrypted or not.
final class MemoryChannel: Channel, ChannelCore, @unchecked Sendable {
    // Not safe for several threads at a time; the lock of the connection sees to it that there is one.

    private let loop = MemoryEventLoop()
    var eventLoop: any EventLoop { loop }
    let allocator = ByteBufferAllocator()
    let closeFuture: EventLoopFuture<Void>
    private let closePromise: EventLoopPromise<Void>
    private var pipelineStorage: ChannelPipeline?

    /// What came out of the handlers for the peer.
    private var written: [UInt8] = []
    /// What came out of the handlers for the application.
    private var read: [UInt8] = []
    /// The first error of a handler.
    private(set) var failure: (any Error)?
    private(set) var isActive = false
    private(set) var isClosed = false
    private var unflushed: [UInt8] = []
    private var unflushedPromises: [EventLoopPromise<Void>] = []

    init() {
        closePromise = loop.makePromise()
        closeFuture = closePromise.futureResult
    }

    var pipeline: ChannelPipeline {
        if let pipelineStorage { return pipelineStorage }
        let pipeline = ChannelPipeline(channel: self)
        pipelineStorage = pipeline
        return pipeline
    }

    /// Begins the life of the channel: its handlers may write from now on.
    func activate() {
        isActive = true
        pipeline.fireChannelActive()
        loop.run()
    }

    /// Gives the handlers bytes from the peer.
    func receive(_ bytes: ByteBuffer) {
        pipeline.fireChannelRead(bytes)
        pipeline.fireChannelReadComplete()
        loop.run()
    }

    /// Gives the handlers bytes for the peer.
    func send(_ bytes: ByteBuffer) {
        pipeline.writeAndFlush(bytes, promise: nil)
        loop.run()
    }

    /// Lets the handlers say goodbye to the peer.
    func finish() {
        pipeline.close(mode: .all, promise: nil)
        loop.run()
    }

    /// Ends the channel, and breaks the circle of it and its pipeline.
    func end() {
        close0(error: ChannelError.alreadyClosed, mode: .all, promise: nil)
        removeHandlers(pipeline: pipeline)
        loop.run()
    }

    /// Moves what came out for the peer behind what is in `buffer`.
    func takeWritten(into buffer: inout [UInt8]) {
        Self.move(&written, behind: &buffer)
    }

    /// Moves what came out for the application behind what is in `buffer`.
    func takeRead(into buffer: inout [UInt8]) {
        Self.move(&read, behind: &buffer)
    }

    private static func move(_ bytes: inout [UInt8], behind buffer: inout [UInt8]) {
        if buffer.isEmpty {
            swap(&bytes, &buffer)
        } else {
            buffer += bytes
            bytes.removeAll(keepingCapacity: true)
        }
    }

    // MARK: What a channel has

    var _channelCore: any ChannelCore { self }
    var localAddress: SocketAddress? { nil }
    /// One that is no address of the network: the TLS handler holds certificates against it, beside the server's name.
    var remoteAddress: SocketAddress? { Self.nowhere }
    private static let nowhere = try? SocketAddress(unixDomainSocketPath: "/")
    var parent: (any Channel)? { nil }
    var isWritable: Bool { true }

    func setOption<Option: ChannelOption>(_ option: Option, value: Option.Value) -> EventLoopFuture<Void> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }

    func getOption<Option: ChannelOption>(_ option: Option) -> EventLoopFuture<Option.Value> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }

    // MARK: What the two ends of its pipeline ask for

    func write0(_ data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes: ByteBuffer = unwrapData(data)
        bytes.withUnsafeReadableBytes { unflushed.append(contentsOf: $0) }
        if let promise { unflushedPromises.append(promise) }
    }

    func flush0() {
        Self.move(&unflushed, behind: &written)
        guard !unflushedPromises.isEmpty else { return }
        var promises: [EventLoopPromise<Void>] = []
        swap(&promises, &unflushedPromises)
        for promise in promises { promise.succeed() }
    }

    func channelRead0(_ data: NIOAny) {
        let bytes: ByteBuffer = unwrapData(data)
        bytes.withUnsafeReadableBytes { read.append(contentsOf: $0) }
    }

    func errorCaught0(error: any Error) {
        if failure == nil { failure = error }
    }

    func close0(error: any Error, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .all, !isClosed else {
            promise?.succeed()
            return
        }
        isClosed = true
        isActive = false
        unflushed.removeAll()
        var promises: [EventLoopPromise<Void>] = []
        swap(&promises, &unflushedPromises)
        for unsent in promises { unsent.fail(ChannelError.ioOnClosedChannel) }
        promise?.succeed()
        pipeline.fireChannelInactive()
        closePromise.succeed()
    }

    func read0() {}

    func triggerUserOutboundEvent0(_ event: Any, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    func localAddress0() throws -> SocketAddress { throw ChannelError.unknownLocalAddress }
    func remoteAddress0() throws -> SocketAddress { throw ChannelError.operationUnsupported }
    func register0(promise: EventLoopPromise<Void>?) { promise?.succeed() }
    func registerAlreadyConfigured0(promise: EventLoopPromise<Void>?) { promise?.succeed() }

    func bind0(to: SocketAddress, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    func connect0(to: SocketAddress, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }
}
