/// Whether the name of a field says that its value is a secret.
enum SecretName {
    /// How many bytes at the end of a name are looked at.
    private static let lookedAt = 64

    /// Names end with one of these, in small letters and without `_`, `-` and `.`.
    private static let endings: [[UInt8]] = [
        "password", "passwd", "passphrase", "pwd", "secret", "secrets", "token", "apikey", "accesskey", "secretkey",
        "privatekey", "signingkey", "encryptionkey", "credential", "credentials", "authorization", "signature",
        "setcookie", "accountkey", "sharedkey", "connectionstring",
    ].map { Array($0.utf8) }

    /// Names that are whole words, because too many harmless ones end with them.
    private static let words: [[UInt8]] = ["pass", "auth", "cookie", "pin", "otp", "sig"].map { Array($0.utf8) }

    static func isSecret(_ name: ArraySlice<UInt8>) -> Bool {
        var plain: [UInt8] = []
        for byte in name.suffix(lookedAt) {
            switch byte {
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): continue
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): plain.append(byte | 0x20)
            default: plain.append(byte)
            }
        }
        return words.contains(plain)
            || endings.contains { plain.count >= $0.count && plain.suffix($0.count) == $0[...] }
    }
}
