/// The names of `/etc/passwd`.
///
/// The C library's way to ask for a name loads further libraries, which a program that is linked as a whole cannot do.
/// A user of a directory service is therefore shown by number.
struct UserTable: Equatable, Sendable {
    private var names: [UInt32: String] = [:]

    init() {}

    /// Lines such as `root:x:0:0:root:/root:/bin/bash`; the first name of a number counts.
    init(_ text: TextCursor) {
        var text = text
        let colon = UInt8(ascii: ":")
        while var line = text.line() {
            guard let name = line.text(before: colon), !name.isEmpty, line.text(before: colon) != nil,
                let number = line.text(before: colon).flatMap(TextCursor.number(of:)).flatMap(UInt32.init(exactly:)),
                names[number] == nil
            else { continue }
            names[number] = String(showing: name)
        }
    }

    func name(of user: UInt32) -> String { names[user] ?? "\(user)" }
}
