public import Foundation

extension URL {
    /// A program of this package, as it was built with the tests: they, or the bundle that holds them, are in the same folder.
    public static func builtProgram(_ name: String) -> URL {
        let bundle = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
        return (bundle ?? Bundle.main.executableURL ?? Bundle.main.bundleURL).deletingLastPathComponent()
            .appending(path: name)
    }
}
