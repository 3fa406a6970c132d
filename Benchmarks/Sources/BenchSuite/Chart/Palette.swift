/// The chart's colours; those of the pairs stay apart for people who see fewer colours too.
enum Palette {
    static let background = "#ffffff"
    static let text = "#1f2328"
    static let faint = "#656d76"
    static let grid = "#e4e7eb"
    static let axis = "#8c959f"
    static let panel = "#f7f8fa"
    static let target = "#1f2328"

    /// The colour of a pair's bars and lines.
    static func color(pair: String) -> String {
        switch pair {
        case "Go-Go": "#8c959f"
        case "Swift-Swift": "#d55e00"
        case "Swift-Go": "#0072b2"
        case "Go-Swift": "#009e73"
        case "Swift-C++": "#cc79a7"
        case "Go-C++": "#b8860b"
        case "Swift-Rust": "#7b5ea7"
        case "Go-Rust": "#b09cc8"
        case "Swift-NewGo": "#56b4e9"
        case "NewGo-Swift": "#7cc9a5"
        case "Go-NewGo": "#a9b1ba"
        default: "#57606a"
        }
    }
}
