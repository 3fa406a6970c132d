/// The one call that every plugin answers: is the service `plugin` well?
enum HealthCall {
    static let service = "grpc.health.v1.Health"
    static let path = "/\(service)/Check"
    /// Asks about the service `plugin`.
    static let request = request(about: "plugin")
    /// What SERVING is, serialized.
    static let serving: [UInt8] = [8, 1]

    /// Asks about any service of fewer than 128 bytes.
    static func request(about service: String) -> [UInt8] {
        [0x0a, UInt8(service.utf8.count)] + Array(service.utf8)
    }

    /// Sees that the answer of a raw client is SERVING.
    static func requireServing(_ answer: RawClient.Answer, _ when: String = "") throws {
        let lead = when.isEmpty ? "" : "\(when) "
        try require(answer.failure == nil && answer.status == 0, "\(lead)it answered a ping with \(answer.text)")
        try require(Array(answer.data.dropFirst(5)) == serving, "\(lead)its health is not SERVING")
    }
}
