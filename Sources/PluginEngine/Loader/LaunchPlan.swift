import PluginDefinition
import PluginHost
import PluginIntegrity
import PluginProtocol

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How a verified backend is started, so that what runs is what was verified.
///
/// | the program | what is executed |
/// | --- | --- |
/// | a native executable of the plugin, on Linux | the descriptor that was hashed |
/// | a script of the plugin, an interpreter's arguments, or any program elsewhere | a private copy, hashed as written |
/// | anything of a plugin without a manifest | the file by its path |
struct LaunchPlan {
    let launch: PluginLaunch
    let heldFiles: HeldFiles

    /// Plans the start of a backend; nil when there is none.
    init?(
        definition: PluginDefinition,
        command: Command.Line?,
        directory: String,
        sealed: VerifiedPlugin?
    ) throws(PluginEngineError) {
        guard let backend = definition.backend, let command else { return nil }
        var held = HeldFiles()
        var plannedCommand: PluginCommand
        if let sealed {
            if let executable = sealed.executable, !executable.isScript, let path = executable.executionPath {
                held.executable = executable
                plannedCommand = PluginCommand(
                    program: Self.absolute("\(directory)/\(command.program)"),
                    executionPath: path,
                    arguments: command.arguments,
                    workingDirectory: Self.absolute(directory)
                )
            } else {
                let copy = try Self.copy(sealed, id: definition.id)
                held.copy = copy
                let inCopy = command.isInsidePlugin ? copy.path(of: command.program) : nil
                // An interpreter is told the path that is executed. Any other program sees what it is called by, and
                // may look beside it for more of its files, which must be those of the copy.
                let isScript = sealed.executable?.isScript == true
                let own = Self.absolute("\(directory)/\(command.program)")
                plannedCommand = PluginCommand(
                    program: isScript ? own : inCopy ?? command.program,
                    executionPath: isScript ? inCopy : nil,
                    arguments: command.arguments,
                    workingDirectory: copy.directory
                )
            }
        } else {
            plannedCommand = PluginCommand(
                program: command.isInsidePlugin ? Self.absolute("\(directory)/\(command.program)") : command.program,
                arguments: command.arguments,
                workingDirectory: Self.absolute(directory)
            )
        }
        var launch = PluginLaunch(
            name: definition.id.rawValue,
            command: plannedCommand,
            cookie: MagicCookie(key: backend.cookie.key, value: backend.cookie.value)
        )
        launch.appProtocols = backend.appProtocols
        launch.tls = PluginLaunch.TLSRequirement(backend.tls)
        launch.isMultiplexed = backend.multiplex
        launch.passedEnvironment = backend.environment.pass
        launch.environment = backend.environment.set
        launch.startTimeout = backend.startTimeout
        self.launch = launch
        heldFiles = held
    }

    private static func copy(_ sealed: VerifiedPlugin, id: PluginID) throws(PluginEngineError) -> PrivateCopy {
        let parent = FileManager.default.temporaryDirectory.path
        do {
            return try sealed.makePrivateCopy(in: parent)
        } catch {
            throw PluginEngineError(
                code: .notIntact,
                message: "the plugin \(id) runs from a private copy of its files, which cannot be made: "
                    + error.message,
                report: error.report,
                cause: error
            )
        }
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }
}

extension PluginLaunch.TLSRequirement {
    fileprivate init(_ requirement: TLSRequirement) {
        switch requirement {
        case .required: self = .required
        case .optional: self = .optional
        case .off: self = .off
        }
    }
}
