#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads definition files.
///
/// Reading goes in three steps, each of which stops the next when it fails: ``SourceCheck`` looks at the bytes,
/// ``YAMLComposer`` makes a tree of bounded size, and ``DefinitionParser`` makes values of it. The last step reports
/// everything it finds in one pass.
public enum DefinitionReader {
    /// Reads a definition from bytes.
    ///
    /// Never fails: whatever is wrong is a diagnostic.
    ///
    /// - Parameters:
    ///   - bytes: The content of the file.
    ///   - file: The name of the file, for the diagnostics.
    ///   - limits: What the file may cost.
    /// - Returns: The definition, if there is no error, and all findings.
    public static func read(
        bytes: [UInt8],
        file: String,
        limits: DefinitionLimits = .default
    ) -> DefinitionReading {
        var bag = DiagnosticBag(file: file, limit: limits.diagnostics)
        let root: YAMLNode? = bytes.withUnsafeBufferPointer { buffer in
            guard let text = SourceCheck.check(buffer, limits: limits, into: &bag) else { return nil }
            return YAMLComposer.compose(text, limits: limits, into: &bag)
        }
        guard let root else { return DefinitionReading(definition: nil, diagnostics: bag.finished()) }
        var parser = DefinitionParser(bag: bag, limits: limits)
        let definition = parser.definition(from: root)
        return DefinitionReading(definition: definition, diagnostics: parser.bag.finished())
    }

    /// Reads `plugin.yaml` in a plugin's folder.
    ///
    /// The size is checked before anything is read, and no more than the limit is ever held. Links, pipes and devices
    /// are refused: what is read must be what the plugin's manifest lists.
    ///
    /// - Parameters:
    ///   - directory: The plugin's folder.
    ///   - limits: What the file may cost.
    /// - Returns: The definition, if there is no error, and all findings; they name the file as
    ///   `<directory>/plugin.yaml`.
    /// - Throws: When there is no such file or it cannot be read. What is wrong inside the file is not thrown.
    public static func read(
        directory: String,
        limits: DefinitionLimits = .default
    ) throws(PluginDefinitionError) -> DefinitionReading {
        let file = directory.hasSuffix("/") ? directory + fileName : directory + "/" + fileName
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw openError(errno, file: file) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw openError(errno, file: file) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw PluginDefinitionError(
                code: .notARegularFile,
                message: "\(file) is not a regular file; put the definition itself there"
            )
        }
        guard Int(status.st_size) <= limits.fileBytes else {
            return tooLarge(Int(status.st_size), file: file, limits: limits)
        }
        // One byte more than allowed, to see a file that grew after its size was taken.
        let bytes = try contents(of: descriptor, upTo: limits.fileBytes + 1, file: file)
        guard bytes.count <= limits.fileBytes else { return tooLarge(nil, file: file, limits: limits) }
        return read(bytes: bytes, file: file, limits: limits)
    }

    private static let fileName = PluginDefinition.fileName

    private static func contents(
        of descriptor: Int32,
        upTo limit: Int,
        file: String
    ) throws(PluginDefinitionError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(limit, 64 * 1024))
        while bytes.count < limit {
            let wanted = min(chunk.count, limit - bytes.count)
            let count = chunk.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, wanted) }
            if count == 0 { break }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw openError(errno, file: file)
            }
            bytes += chunk.prefix(count)
        }
        return bytes
    }

    private static func tooLarge(_ count: Int?, file: String, limits: DefinitionLimits) -> DefinitionReading {
        var bag = DiagnosticBag(file: file, limit: 1)
        bag.add(.error, .fileTooLarge, at: .start, SourceCheck.tooLarge(count, limits: limits))
        return DefinitionReading(definition: nil, diagnostics: bag.finished())
    }

    private static func openError(_ number: Int32, file: String) -> PluginDefinitionError {
        switch number {
        case ENOENT, ENOTDIR:
            PluginDefinitionError(
                code: .notFound,
                message: "there is no \(file); a plugin's folder holds its definition under that name"
            )
        case ELOOP:
            PluginDefinitionError(
                code: .notARegularFile,
                message: "\(file) is a symbolic link; put the definition itself there"
            )
        default:
            PluginDefinitionError(
                code: .unreadable,
                message: "\(file) cannot be read: \(String(cString: strerror(number)))"
            )
        }
    }
}

/// `read(2)`; inside ``DefinitionReader`` the name means its own methods.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
