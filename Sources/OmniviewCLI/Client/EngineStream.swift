import ArgumentParser
import AsyncHTTPClient
import EngineAPI
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a stream of the engine brings.
enum EngineStreamItem<Value: Sendable>: Sendable {
    /// The connection is there, for the first time or again.
    case opened
    /// The connection broke, and is going to be made again.
    case broke
    /// An entry.
    case value(Value)
    /// Entries between are gone.
    case gap(EventGap)
}

/// A followed log or the journal, as a sequence that outlives its connection: when that breaks, the stream is opened
/// again behind the last entry that came, or where the engine said that the stream was, so that nothing is lost and
/// nothing comes twice.
///
/// It ends when the engine has no more. It throws when the engine refuses or stops, and when it does not come back.
struct EngineStream<Value: Decodable & Sendable>: AsyncSequence {
    typealias Element = EngineStreamItem<Value>

    let client: EngineClient
    let path: String
    /// The name of the events that hold a value.
    let name: String

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(stream: self)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        private let stream: EngineStream
        private var body: HTTPClientResponse.Body.AsyncIterator?
        private var parser = EventStreamParser()
        private var resumption = StreamResumption()
        private var ready: ArraySlice<Element> = []
        private var isFinished = false
        /// Thrown when what came before it is taken.
        private var failure: Problem?
        private var wasOpened = false
        /// How long to wait before the next attempt.
        private var pause: Duration?

        init(stream: EngineStream) {
            self.stream = stream
        }

        @concurrent
        mutating func next() async throws -> Element? {
            while true {
                if let item = ready.popFirst() { return item }
                if let failure { throw failure }
                if isFinished { return nil }
                do {
                    if let pause {
                        self.pause = nil
                        try await Task.sleep(for: pause)
                    }
                    try await advance()
                } catch let failure as CommandFailure where failure.exit == .unavailable && wasOpened {
                    if body != nil { ready.append(.broke) }
                    body = nil
                    pause = resumption.broke()
                    if pause == nil { throw failure }
                }
            }
        }

        /// Opens the stream, or takes one piece of it.
        @concurrent
        private mutating func advance() async throws {
            guard body != nil else {
                do {
                    body = try await stream.client.open(stream.path, after: resumption.lastID)
                        .body.makeAsyncIterator()
                } catch let problem as Problem where problem.type == .tooManyStreams && wasOpened {
                    // Its own place may not be free yet.
                    throw broken
                }
                parser = EventStreamParser()
                wasOpened = true
                ready.append(.opened)
                return
            }
            let piece: ByteBuffer?
            do {
                piece = try await body?.next()
            } catch {
                try Task.checkCancellation()
                throw stream.client.failure(error)
            }
            guard let piece else { throw broken }
            do {
                for frame in try parser.push(piece.readableBytesView) { try take(frame) }
                if let id = parser.lastID { resumption.moved(to: id) }
            } catch is EventStreamParser.TooLong {
                throw EngineClient.nonsense("an event has more than \(EventStreamParser.maxFrameBytes >> 20) MiB")
            }
        }

        private mutating func take(_ frame: EventStreamParser.Frame) throws {
            guard !isFinished else { return }
            resumption.received(id: frame.id)
            switch frame.name {
            case stream.name: ready.append(.value(try decode(Value.self, frame)))
            case "gap": ready.append(.gap(try decode(EventGap.self, frame)))
            case "end":
                isFinished = true
                if try decode([String: String].self, frame)["reason"] == "stopping" {
                    failure = Problem(.stopping, detail: "the engine stops, and the stream ends with it")
                }
            // What a newer engine says beside that is not for this version.
            default: break
            }
        }

        private func decode<Payload: Decodable>(
            _ type: Payload.Type,
            _ frame: EventStreamParser.Frame
        ) throws -> Payload {
            do {
                return try EngineJSON.decode(type, from: .init(frame.data.utf8))
            } catch {
                throw EngineClient.nonsense("the event \(Terminal.safe(frame.name)): \(error)")
            }
        }

        private var broken: CommandFailure {
            CommandFailure(
                code: "connection-lost",
                message: "the connection to the engine at \(stream.client.socket.path) broke, "
                    + "and the engine does not come back",
                exit: .unavailable
            )
        }
    }
}
