/// The schemas of the API's values, as the text that the document shows. The tests hold them against the values.
enum OpenAPISchemas {
    /// All schemas as the members of one JSON object.
    static let json = "{" + [values, plugins, details, inbox, observation, window].joined(separator: ",") + "}"
}
