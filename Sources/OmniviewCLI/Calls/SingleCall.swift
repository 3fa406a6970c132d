import GRPCCore
import PluginHost
import Synchronization

/// One call, and what came of it.
struct SingleCall {
    struct Answer: Encodable, Sendable {
        var status: String
        var message: String
        var requestBytes: Int
        var responseBytes: Int
        var responses: Int
        var durationMS: Double
        var messages: [[UInt8]]
        /// How the plugin ended after the call, or during it.
        var stop: Stop?

        enum CodingKeys: String, CodingKey {
            case status, message, responses, stop
            case requestBytes = "request_bytes"
            case responseBytes = "response_bytes"
            case durationMS = "duration_ms"
        }

        func print(on terminal: Terminal) {
            let shown = status == "OK" ? terminal.green(status) : terminal.red(status)
            let reason = message.isEmpty ? "" : ": \(Terminal.safe(message))"
            let count = responses == 1 ? "" : " in \(responses) messages"
            terminal.write(
                "\(shown)\(reason)\n  request   \(requestBytes) bytes\n  response  \(responseBytes) bytes\(count)\n"
                    + "  took      \(durationMS.text(decimals: 3)) ms\n"
            )
            // A call that failed is easier to understand when the plugin is known to have crashed.
            if let stop, !stop.graceful { terminal.write("  stopped   \(stop.text(on: terminal))\n") }
        }
    }

    var plugin: RunningPlugin
    var method: PluginMethod

    func run(request: [UInt8], timeout: Duration?) async -> Answer {
        let messages = Mutex<[[UInt8]]>([])
        let begin = ContinuousClock.now
        var status = "OK"
        var reason = ""
        do {
            let collect: @Sendable ([UInt8]) -> Void = { message in messages.withLock { $0.append(message) } }
            try await plugin.call(method, request: request, timeout: timeout) { collect($0) }
        } catch let error as RPCError {
            status = error.code.name
            reason = error.message
        } catch {
            status = "UNKNOWN"
            reason = "\(error)"
        }
        let received = messages.withLock { $0 }
        return Answer(
            status: status,
            message: reason,
            requestBytes: request.count,
            responseBytes: received.reduce(0) { $0 + $1.count },
            responses: received.count,
            durationMS: (ContinuousClock.now - begin).milliseconds,
            messages: received
        )
    }
}

extension RPCError.Code {
    /// The code as the gRPC specification writes it, such as `NOT_FOUND`.
    var name: String {
        var name = ""
        for character in "\(self)" {
            if character.isUppercase { name += "_" }
            name += character.uppercased()
        }
        return name
    }
}
