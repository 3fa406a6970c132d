import HTTPTypes

/// What documents and files may do in a browser.
enum ContentPolicy {
    /// The text of a `Content-Security-Policy`.
    static func text(_ directives: [String]) -> String { directives.joined(separator: "; ") }

    /// For files that are parts of a document and never one themselves: opened by themselves they can do nothing.
    static let part = text(["default-src 'none'", "sandbox", "frame-ancestors 'none'"])

    /// Every feature of a browser that needs a permission, off.
    static let noPermissions = [
        "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "compute-pressure",
        "cross-origin-isolated",
        "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid",
        "identity-credentials-get", "idle-detection", "keyboard-map", "local-fonts", "magnetometer", "microphone",
        "midi", "otp-credentials", "payment", "picture-in-picture", "publickey-credentials-create",
        "publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "sync-xhr", "usb",
        "window-management", "xr-spatial-tracking",
    ].map { "\($0)=()" }.joined(separator: ", ")
}

extension HTTPField.Name {
    /// `Integrity-Policy`
    static let integrityPolicy = HTTPField.Name(parsed: "integrity-policy") ?? .contentSecurityPolicy
    /// `Cross-Origin-Opener-Policy`
    static let openerPolicy = HTTPField.Name(parsed: "cross-origin-opener-policy") ?? .contentSecurityPolicy
    /// `Permissions-Policy`
    static let permissionsPolicy = HTTPField.Name(parsed: "permissions-policy") ?? .contentSecurityPolicy
    /// `X-DNS-Prefetch-Control`
    static let dnsPrefetchControl = HTTPField.Name(parsed: "x-dns-prefetch-control") ?? .contentSecurityPolicy
    /// `Link`
    static let link = HTTPField.Name(parsed: "link") ?? .contentSecurityPolicy
    /// `Connection-Allowlist`
    static let connectionAllowlist = HTTPField.Name(parsed: "connection-allowlist") ?? .contentSecurityPolicy
}
