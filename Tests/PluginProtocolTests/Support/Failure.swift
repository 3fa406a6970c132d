import PluginProtocol

/// Runs the closure and gives back the error it throws; nil when it throws none.
func failure(_ body: () throws(PluginProtocolError) -> Void) -> PluginProtocolError? {
    do {
        try body()
        return nil
    } catch {
        return error
    }
}
