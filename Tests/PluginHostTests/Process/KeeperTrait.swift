import Testing

@testable import PluginHost

extension Trait where Self == ConditionTrait {
    /// Needs keepers, which a sanitizer leaves no room for: there a plugin is a child of the host itself.
    static var keepers: Self {
        .enabled(if: Keepers.areSupported, "this system or this build has no keepers")
    }
}
