/// Which end of a connection this is.
enum ConnectionRole: Sendable {
    case client
    case server
}
