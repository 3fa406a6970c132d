import GRPCCore

extension MethodDescriptor {
    /// The method as HTTP/2 names it: `/package.Service/Method`.
    var path: String { "/\(fullyQualifiedMethod)" }

    /// The method that a path names, or nil when it names none.
    init?(path: String) {
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard path.utf8.first == UInt8(ascii: "/"), parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            return nil
        }
        self.init(fullyQualifiedService: String(parts[0]), method: String(parts[1]))
    }
}
