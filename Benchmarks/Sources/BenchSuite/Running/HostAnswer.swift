#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a host prints for a measurement: figures by name, or what the plugin lacks for it.
struct HostAnswer: Decodable, Sendable {
    var metrics: [String: Double]?
    var missing: String?

    /// Reads the last line that is not empty; what a host prints before it is no answer.
    static func read(_ output: String) throws(BenchError) -> HostAnswer {
        guard let line = output.split(separator: "\n").last(where: { $0.contains("{") }),
            let answer = try? JSONDecoder().decode(HostAnswer.self, from: Data(line.utf8)),
            answer.metrics != nil || answer.missing != nil
        else {
            throw BenchError("the host printed no answer, but: \(output.prefix(200))")
        }
        return answer
    }
}
