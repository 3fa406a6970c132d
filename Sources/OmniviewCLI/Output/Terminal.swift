import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One of the two output streams: whether it takes colour, and text that is safe on it.
struct Terminal: Sendable {
    static let standardOutput = Terminal(descriptor: STDOUT_FILENO)
    static let standardError = Terminal(descriptor: STDERR_FILENO)

    /// Why something was not written to standard output that somebody may want to read, as the system's number.
    private static let loss = Mutex<Int32?>(nil)

    let descriptor: Int32
    /// Whether it leads to something that others know: what this process itself has opened for its tasks has no type.
    private let isOpen: Bool
    /// Colour on a terminal only, and not where the user wants none (https://no-color.org).
    let hasColor: Bool

    private init(descriptor: Int32) {
        self.descriptor = descriptor
        var status = stat()
        isOpen = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT != 0
        hasColor = isatty(descriptor) == 1 && getenv("NO_COLOR") == nil
    }

    /// Has a standard stream that was closed stay so: the next file or socket that is opened would be taken for it. To
    /// be called before anything else.
    static func keepClosed() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            // It gets the lowest number that is free, which is this one. Nothing can be written to it.
            _ = open("/dev/null", O_RDONLY)
        }
        _ = (standardOutput, standardError)
    }

    /// Why standard output lacks something, in the system's words; nil when all was written, or nobody reads any more.
    static var lossText: String? { loss.withLock { $0 }.map { String(cString: strerror($0)) } }

    /// Whether a person looks at it.
    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// How many columns fit into a line; nil when it is no terminal, or one that does not say.
    var width: Int? { size.flatMap { $0.ws_col > 0 ? Int($0.ws_col) : nil } }

    /// How many lines fit onto it; nil when it is no terminal, or one that does not say.
    var height: Int? { size.flatMap { $0.ws_row > 0 ? Int($0.ws_row) : nil } }

    private var size: winsize? {
        var size = winsize()
        return isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
    }

    @discardableResult
    func write(_ text: String) -> Bool {
        write(Array(text.utf8))
    }

    /// Writes everything, or returns false when nobody reads it any more, or it cannot be written, which ``lossText``
    /// says then.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        guard isOpen else { return lose(EBADF) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { buffer in
                #if canImport(Glibc)
                Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                #elseif canImport(Musl)
                Musl.write(descriptor, buffer.baseAddress, buffer.count)
                #else
                Darwin.write(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return lose(written < 0 ? errno : EIO) }
            rest = rest.dropFirst(written)
        }
        return true
    }

    /// Remembers why a write failed; a reader that went away, as `head` does, is no reason.
    ///
    /// - Returns: false.
    private func lose(_ number: Int32) -> Bool {
        if descriptor == STDOUT_FILENO, number != EPIPE { Self.loss.withLock { $0 = $0 ?? number } }
        return false
    }

    func red(_ text: String) -> String { styled(text, "31") }
    func green(_ text: String) -> String { styled(text, "32") }
    func yellow(_ text: String) -> String { styled(text, "33") }
    func cyan(_ text: String) -> String { styled(text, "36") }
    func bold(_ text: String) -> String { styled(text, "1") }
    func dim(_ text: String) -> String { styled(text, "2") }

    private func styled(_ text: String, _ code: String) -> String {
        hasColor ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }

    /// The text, which may have many lines, with all other control characters made visible.
    static func safe(lines text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { safe(String($0)) }.joined(separator: "\n")
    }

    /// The text with its control characters made visible: what a plugin wrote must not steer the terminal.
    static func safe(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isControl(scalar) {
                safe.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            } else {
                safe.append(scalar)
            }
        }
        return String(safe)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar != "\t"
        // Text that runs backwards or begins another line could make one line look like another.
        case .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
