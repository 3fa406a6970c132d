/// What the peer may send on one stream, and what it gets back.
///
/// Bytes of a message that is still arriving are given back at once, because it could not arrive otherwise. Those of a
/// whole message are given back when the application has taken it: a reader that is slow slows its own stream.
struct ReceiveWindow {
    private let size: Int
    /// What the peer may send before it must wait.
    private var available: Int
    /// Received, and not given back yet.
    private var owed = 0
    /// In messages that the application has not taken.
    private var unread = 0

    init(size: Int) {
        self.size = size
        available = size
    }

    /// Takes note of the payload of a DATA frame, padding included.
    ///
    /// - Returns: false when the peer has sent more than it may.
    mutating func receive(_ count: Int) -> Bool {
        available -= count
        owed += count
        // An end without data needs no window, which may owe something (RFC 9113, section 6.9.1).
        return available >= 0 || count == 0
    }

    /// Takes note of a message that comes as a whole, however large: it may as long as the window is open.
    ///
    /// - Returns: false when the peer had to wait.
    mutating func receiveWhole(_ count: Int) -> Bool {
        guard available > 0 else { return false }
        available -= count
        owed += count
        return true
    }

    /// Takes note of a whole message that waits for the application.
    mutating func hold(_ count: Int) {
        unread += count
    }

    /// Takes note that the application has taken it.
    mutating func release(_ count: Int) {
        unread -= count
    }

    /// How much to give back now, if it is worth a frame.
    mutating func update() -> Int? {
        let increment = owed - unread
        guard increment >= max(size / 2, 1) else { return nil }
        owed -= increment
        available += increment
        return increment
    }
}
