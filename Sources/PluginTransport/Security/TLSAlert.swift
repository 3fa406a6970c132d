/// What a peer says when it refuses the certificate that it was shown; under TLS 1.3 that comes after the handshake.
enum TLSAlert {
    /// What the peer has refused, and why; nil for an error of another kind.
    ///
    /// NIOSSL has no values for alerts: their names stand in its description.
    static func refusal(in error: any Error) -> String? {
        let text = "\(error)"
        guard text.contains("_ALERT_"), let alert = alerts.first(where: { text.contains($0.name) }) else { return nil }
        return "it refused the certificate of this side: \(alert.meaning)"
    }

    private static let alerts: [(name: String, meaning: String)] = [
        ("ALERT_UNKNOWN_CA", "no authority that it trusts vouches for it"),
        ("ALERT_DECRYPT_ERROR", "its signature is not that of the authority that it names"),
        ("ALERT_CERTIFICATE_EXPIRED", "it has expired, or is not valid yet"),
        ("ALERT_CERTIFICATE_REQUIRED", "it demands one, and there is none to show"),
        ("ALERT_CERTIFICATE_REVOKED", "it was revoked"),
        ("ALERT_UNSUPPORTED_CERTIFICATE", "it is not meant for this side, or of a kind that the peer does not know"),
        ("ALERT_BAD_CERTIFICATE", "it is not valid for it"),
        ("ALERT_CERTIFICATE_UNKNOWN", "it is not the one that the peer expects"),
    ]
}
