extension FakeViews {
    /// The digest of the fake plugin's manifest.
    package static let digest = String(repeating: "ab", count: 32)
    /// Its files below `assets/`.
    package static let assets = [
        "entry.js": "export const mount = () => () => {}\n",
        "parts/chunk.js": "export {}\n",
        "style.css": "p { color: red }\n",
        "page.html": "<script>alert(1)</script>\n",
    ]
}
