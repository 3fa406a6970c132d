/// What single files of Linux say about the machine.
enum SystemFacts {
    /// `PRETTY_NAME` of `/etc/os-release`, without its quotes.
    static func operatingSystem(_ text: TextCursor) -> String? {
        var text = text
        while var line = text.line() {
            guard line.text(before: UInt8(ascii: "="))?.says("PRETTY_NAME") == true else { continue }
            let quotes = "\"'".utf8
            let name = line.rest.filter { !quotes.contains($0) && $0 != UInt8(ascii: "\\") }
            return name.isEmpty ? nil : String(showing: name)
        }
        return nil
    }

    /// The first `model name` of `/proc/cpuinfo`. On arm64 there is none; what the kernel calls `Hardware` or `Model`,
    /// the board, is the next best.
    static func processor(_ text: TextCursor) -> String? {
        var text = text
        var board: String?
        while var line = text.line() {
            guard let key = line.text(before: UInt8(ascii: ":")) else { continue }
            let name = String(showing: key.prefix { $0 != UInt8(ascii: "\t") })
            guard name == "model name" || name == "Hardware" || name == "Model" else { continue }
            let value = String(showing: line.rest.drop { $0 == UInt8(ascii: " ") })
            if name == "model name" { return value }
            board = value
        }
        return board
    }

    /// The arguments of `/proc/PID/cmdline`, which are separated by zeros, with blanks between them; nil for none.
    static func command(_ arguments: ArraySlice<UInt8>, most: Int = 512) -> String? {
        var arguments = arguments.prefix(most)
        while let last = arguments.last, last == 0 || last == UInt8(ascii: " ") { arguments.removeLast() }
        return arguments.isEmpty ? nil : String(showing: arguments)
    }
}
