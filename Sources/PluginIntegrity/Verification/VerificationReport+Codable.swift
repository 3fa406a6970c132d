// The JSON is a stable interface of its own: keys are added, never renamed. Messages are for people and may change.

extension VerificationReport: Codable {
    private enum Key: String, CodingKey {
        case directory, intact, files
    }

    /// Writes `directory`, `intact` and `files`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(directory, forKey: .directory)
        try container.encode(isIntact, forKey: .intact)
        try container.encode(files, forKey: .files)
    }

    /// Reads what `encode(to:)` writes; `intact` is computed again.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init(
            directory: try container.decode(String.self, forKey: .directory),
            files: try container.decode([Finding].self, forKey: .files)
        )
    }
}

extension VerificationReport.Finding: Codable {
    private enum Key: String, CodingKey {
        case path, status, message, warning, target, kind, errno
        case hardLinks = "hard_links"
        case expectedSize = "expected_size"
        case actualSize = "actual_size"
        case expectedSHA256 = "expected_sha256"
        case actualSHA256 = "actual_sha256"
        case expectedMode = "expected_mode"
        case actualMode = "actual_mode"
    }

    private enum Name: String, Codable {
        case ok, missing, altered, unlisted, unreadable
        case modeChanged = "mode_changed"
        case symbolicLink = "symbolic_link"
        case specialFile = "special_file"
        case changedWhileReading = "changed_while_reading"
    }

    /// Writes `path`, `status`, `message`, the values that belong to the status, and `hard_links` with `warning`
    /// when there are more than one.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(path, forKey: .path)
        try container.encode(message, forKey: .message)
        if let warning {
            try container.encode(hardLinks, forKey: .hardLinks)
            try container.encode(warning, forKey: .warning)
        }
        let name: Name
        switch status {
        case .ok: name = .ok
        case .missing: name = .missing
        case .unlisted: name = .unlisted
        case .changedWhileReading: name = .changedWhileReading
        case .altered(.size(let expected, let actual)):
            name = .altered
            try container.encode(expected, forKey: .expectedSize)
            try container.encode(actual, forKey: .actualSize)
        case .altered(.digest(let expected, let actual)):
            name = .altered
            try container.encode(expected, forKey: .expectedSHA256)
            try container.encode(actual, forKey: .actualSHA256)
        case .modeChanged(let expected, let actual):
            name = .modeChanged
            try container.encode(ModeText.text(expected), forKey: .expectedMode)
            try container.encode(ModeText.text(actual), forKey: .actualMode)
        case .symbolicLink(let target):
            name = .symbolicLink
            try container.encode(target, forKey: .target)
        case .specialFile(let kind):
            name = .specialFile
            try container.encode(kind, forKey: .kind)
        case .unreadable(let number):
            name = .unreadable
            try container.encode(number, forKey: .errno)
        }
        try container.encode(name, forKey: .status)
    }

    /// Reads what `encode(to:)` writes; messages are made again.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func mode(_ key: Key) throws -> UInt16 {
            guard let mode = ModeText.mode(try container.decode(String.self, forKey: key)) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key,
                    in: container,
                    debugDescription: "not four octal digits"
                )
            }
            return mode
        }
        let status: FileStatus =
            switch try container.decode(Name.self, forKey: .status) {
            case .ok: .ok
            case .missing: .missing
            case .unlisted: .unlisted
            case .changedWhileReading: .changedWhileReading
            case .altered where container.contains(.expectedSize):
                .altered(
                    .size(
                        expected: try container.decode(Int64.self, forKey: .expectedSize),
                        actual: try container.decode(Int64.self, forKey: .actualSize)
                    )
                )
            case .altered:
                .altered(
                    .digest(
                        expected: try container.decode(String.self, forKey: .expectedSHA256),
                        actual: try container.decode(String.self, forKey: .actualSHA256)
                    )
                )
            case .modeChanged: .modeChanged(expected: try mode(.expectedMode), actual: try mode(.actualMode))
            case .symbolicLink: .symbolicLink(target: try container.decode(String.self, forKey: .target))
            case .specialFile: .specialFile(try container.decode(SpecialFileKind.self, forKey: .kind))
            case .unreadable: .unreadable(errno: try container.decode(Int32.self, forKey: .errno))
            }
        self.init(
            path: try container.decode(String.self, forKey: .path),
            status: status,
            hardLinks: try container.decodeIfPresent(Int.self, forKey: .hardLinks) ?? 1
        )
    }
}
