/// The colours in which a plugin wants to be shown.
public struct Theme: Sendable, Hashable, Codable {
    /// Accent colours, from the most to the least prominent.
    public struct Colors: Sendable, Hashable, Codable {
        /// The main accent colour, such as `#326CE5`.
        public var primary: String?
        /// The second accent colour.
        public var secondary: String?
        /// The third accent colour.
        public var tertiary: String?

        /// Creates colours.
        ///
        /// - Parameters:
        ///   - primary: The main accent colour.
        ///   - secondary: The second accent colour.
        ///   - tertiary: The third accent colour.
        public init(primary: String? = nil, secondary: String? = nil, tertiary: String? = nil) {
            self.primary = primary
            self.secondary = secondary
            self.tertiary = tertiary
        }
    }

    /// Accent colours.
    public var colors: Colors

    /// Creates a theme.
    public init(colors: Colors = Colors()) {
        self.colors = colors
    }
}
