#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where the window's files are.
enum WebFolder {
    /// Where they are looked for, from the folder of the program: installed beside it, and in a working tree, where
    /// `dev/build-web` puts them beside the folders of all builds.
    private static let places = ["../share/omniview/web", "../web", "../../web"]

    /// `$OMNIVIEW_WEB_DIR`, else the first of the usual places that has them; nil when there is none.
    static func find() -> String? {
        if let folder = ProcessInfo.processInfo.environment["OMNIVIEW_WEB_DIR"] { return folder }
        guard let program = ScaffoldPackage.program else { return nil }
        let folder = URL(filePath: program).deletingLastPathComponent()
        return places.map { folder.appending(path: $0).standardized.path }
            .first { FileManager.default.fileExists(atPath: "\($0)/window.js") }
    }
}
