import GRPCCore

/// One scenario of the hostile server, and what this engine's client makes of it.
struct HostileAnswer: Sendable {
    /// What becomes of the call that the scenario is about.
    enum Expectation: Sendable {
        case succeeds
        case fails([RPCError.Code])
        /// It may be answered, or end with the connection that the client gave up.
        case either([RPCError.Code])
    }

    /// What becomes of the next call on the same connection.
    enum Next: Sendable {
        case succeeds
        case fails
        case either
    }

    var scenario: String
    var expectation: Expectation
    var next: Next
    /// The deadline of the call, where the scenario waits for it.
    var timeout: Duration = .seconds(60)
    /// How many calls are made at once, twice.
    var calls = 1

    /// The answer is right, if unusual.
    static func tolerated(_ scenario: String, calls: Int = 1) -> Self {
        Self(scenario: scenario, expectation: .succeeds, next: .succeeds, calls: calls)
    }

    /// This call fails and the connection lives on.
    static func failed(_ scenario: String, _ codes: RPCError.Code..., timeout: Duration = .seconds(60)) -> Self {
        Self(scenario: scenario, expectation: .fails(codes), next: .succeeds, timeout: timeout)
    }

    /// The connection must end, and the call with it.
    static func ended(_ scenario: String) -> Self {
        Self(scenario: scenario, expectation: .fails(lost), next: .fails)
    }

    /// The client may bear it or end the connection.
    static func either(_ scenario: String) -> Self {
        Self(scenario: scenario, expectation: .either(lost + [.resourceExhausted]), next: .either)
    }

    /// How a call fails whose connection or stream was given up.
    static let lost: [RPCError.Code] = [.unavailable, .internalError, .unknown]
}
