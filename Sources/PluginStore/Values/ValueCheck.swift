/// What may be stored: texts of a bounded length without NUL, at which SQLite would end them.
struct ValueCheck {
    let limits: StoreLimits

    /// An id or another short text, which must not be empty.
    func name(_ value: String, as what: String) throws(StoreError) {
        guard !value.isEmpty else {
            throw StoreError(code: .invalidValue, message: "the \(what) is empty; give one")
        }
        try text(value, as: what, limit: limits.maxNameBytes)
    }

    /// A longer text for people.
    func text(_ value: String?, as what: String) throws(StoreError) {
        guard let value else { return }
        try text(value, as: what, limit: limits.maxTextBytes)
    }

    /// A value of a bounded length.
    func text(_ value: String, as what: String, limit: Int) throws(StoreError) {
        guard value.utf8.count <= limit else {
            throw .tooMuch("the \(what) has \(value.utf8.count) bytes", limit: limit)
        }
        guard !value.utf8.contains(0) else {
            throw StoreError(code: .invalidValue, message: "the \(what) holds a NUL character; remove it")
        }
    }

    func count(_ count: Int, of what: String, limit: Int) throws(StoreError) {
        guard count <= limit else { throw .tooMuch("\(count) \(what)", limit: limit) }
    }
}

extension StoreError {
    fileprivate static func tooMuch(_ what: String, limit: Int) -> StoreError {
        StoreError(code: .limitExceeded, message: "\(what), and at most \(limit) can be stored; store less")
    }
}
