extension Diagnostic {
    /// The stable names of everything that can be found in a definition file.
    ///
    /// Names are only ever added. `docs/plugin-definition.md` explains each of them.
    public enum Code: String, Sendable, Hashable, Codable, CaseIterable, CustomStringConvertible {
        // The file as bytes.
        /// The file is larger than ``DefinitionLimits/fileBytes``.
        case fileTooLarge = "file-too-large"
        /// The file holds nothing but comments and blank lines.
        case emptyFile = "empty-file"
        /// The file is UTF-16 or UTF-32.
        case wrongEncoding = "wrong-encoding"
        /// A byte sequence is not UTF-8.
        case invalidUTF8 = "invalid-utf8"
        /// The file starts with a byte order mark.
        case byteOrderMark = "byte-order-mark"
        /// A NUL byte, another control character, or an unusual line separator.
        case controlCharacter = "control-character"

        // The file as YAML.
        /// The file is not YAML.
        case yamlSyntax = "yaml-syntax"
        /// A tab stands where YAML wants spaces.
        case tab
        /// A second document follows the first.
        case multipleDocuments = "multiple-documents"
        /// More `%` lines than a definition can need.
        case tooManyDirectives = "too-many-directives"
        /// Values are nested deeper than ``DefinitionLimits/depth``.
        case tooDeep = "too-deep"
        /// More values than ``DefinitionLimits/nodes``, counting what aliases repeat.
        case tooManyNodes = "too-many-nodes"
        /// More aliases than ``DefinitionLimits/aliases``.
        case tooManyAliases = "too-many-aliases"
        /// An alias names an anchor that is not there, or its own parent.
        case unknownAlias = "unknown-alias"
        /// A `<<` merge key.
        case mergeKey = "merge-key"
        /// A YAML tag such as `!!binary`.
        case tag
        /// A key appears twice in one mapping.
        case duplicateKey = "duplicate-key"
        /// A key is itself a list or a mapping.
        case complexKey = "complex-key"

        // The file as a definition.
        /// More findings than ``DefinitionLimits/diagnostics``; the rest is not listed.
        case tooManyProblems = "too-many-problems"
        /// `schema_version` is none of the versions that this engine understands.
        case unsupportedSchema = "unsupported-schema"
        /// A key that the definition does not have.
        case unknownKey = "unknown-key"
        /// A key that must be there is not.
        case missingKey = "missing-key"
        /// A value of the wrong type: a number, boolean or null where a string is meant, a list where a mapping is.
        case wrongType = "wrong-type"
        /// A string is empty where it must say something.
        case emptyValue = "empty-value"
        /// A string is longer, or a list has more entries, than is allowed.
        case tooLong = "too-long"
        /// A number, size or duration is outside its range.
        case outOfRange = "out-of-range"
        /// An entry appears twice where each may appear once.
        case duplicateEntry = "duplicate-entry"
        /// A word is none of the words that are allowed there.
        case unknownWord = "unknown-word"
        /// A character that looks like another one.
        case confusable
        /// A plugin id that is not `[a-z0-9][a-z0-9-]{0,63}`.
        case invalidID = "invalid-id"
        /// A name (of a view, a variable, a command, a secret) that does not have the form it needs.
        case invalidName = "invalid-name"
        /// A capability that does not exist.
        case unknownCapability = "unknown-capability"
        /// A capability of an early release that no engine serves any more.
        case retiredCapability = "retired-capability"
        /// A version that is not a semantic version.
        case invalidVersion = "invalid-version"
        /// A version range that cannot be read.
        case invalidRange = "invalid-range"
        /// A version range that no version can satisfy.
        case emptyRange = "empty-range"
        /// A duration that is not a number with `ms`, `s`, `m` or `h`.
        case invalidDuration = "invalid-duration"
        /// A size that is not a number with a unit such as `Mi`.
        case invalidSize = "invalid-size"
        /// A number of processor cores that cannot be read.
        case invalidCPU = "invalid-cpu"
        /// A colour that is not `#rgb`, `#rgba`, `#rrggbb` or `#rrggbbaa`.
        case invalidColor = "invalid-color"
        /// A link that is neither `http` nor `https`.
        case unsafeURL = "unsafe-url"
        /// A path that is absolute, climbs with `..` or uses backslashes.
        case unsafePath = "unsafe-path"
        /// A command line that cannot be split without guessing.
        case ambiguousCommand = "ambiguous-command"
        /// A variable that belongs to the handshake, or that the engine sets.
        case reservedVariable = "reserved-variable"
        /// A host that is neither a name, an address, `*.suffix`, `*` nor `${settings.name}`.
        case invalidHost = "invalid-host"
        /// A reference to a view, command or capability that the definition does not declare.
        case unknownReference = "unknown-reference"
        /// Two parts of the definition contradict each other.
        case contradiction
        /// A plugin that depends on itself.
        case selfDependency = "self-dependency"
        /// A plugin that declares neither a backend nor a user interface.
        case providesNothing = "provides-nothing"

        /// The stable name.
        public var description: String { rawValue }
    }
}
