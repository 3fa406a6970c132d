/// Who asks the engine for something, as far as the way in tells: what the audit calls the actor.
public enum Caller: String, Sendable, CaseIterable {
    /// A program of the engine's own user, over the Unix socket, such as `omniview`.
    case socket
    /// A program that knows the token, over HTTP.
    case token
    /// A browser that a one-time link has let in.
    case page
    /// The application that the engine is a part of.
    case application

    /// Who has asked for what the current task does. The server sets it for each request.
    @TaskLocal public static var current = Caller.application
}
