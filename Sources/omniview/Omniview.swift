import ArgumentParser
import OmniviewCLI

/// The executable: everything it does is in OmniviewCLI.
@main
struct Omniview {
    static func main() async {
        await OmniviewCommand.main()
    }
}
