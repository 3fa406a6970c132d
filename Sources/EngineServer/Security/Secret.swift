/// 256 random bits, and the text that carries them.
struct Secret: Sendable {
    /// 64 hexadecimal digits.
    let text: String

    static let byteCount = 32

    /// Draws a new secret from the system's source of randomness.
    init() {
        var system = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef".unicodeScalars)
        var text = ""
        for _ in 0..<Self.byteCount {
            let byte = UInt8.random(in: .min ... .max, using: &system)
            text.unicodeScalars.append(digits[Int(byte >> 4)])
            text.unicodeScalars.append(digits[Int(byte & 15)])
        }
        self.text = text
    }

    /// Whether a text is the secret, in a time that does not tell how much of it is right.
    func matches(_ candidate: some StringProtocol) -> Bool {
        let own = Array(text.utf8)
        let other = Array(candidate.utf8)
        // The length is no secret.
        guard own.count == other.count else { return false }
        var difference: UInt8 = 0
        for (left, right) in zip(own, other) { difference |= left ^ right }
        return difference == 0
    }
}
