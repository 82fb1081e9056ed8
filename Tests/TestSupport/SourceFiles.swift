import Foundation

/// The name and the text of every Swift file in `Sources`, for tests of what must not be written there.
public func sourceFiles() throws -> [(name: String, text: String)] {
    let sources = testsFolder.deletingLastPathComponent().appending(path: "Sources")
    let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
    var found: [(name: String, text: String)] = []
    while let file = files?.nextObject() as? URL {
        guard file.pathExtension == "swift" else { continue }
        found.append((file.lastPathComponent, try String(contentsOf: file, encoding: .utf8)))
    }
    return found
}
