public import Testing
public import Foundation

/// The folder `Tests` of this checkout.
public let testsFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

/// Compares a text with a golden file and records an issue where they differ or the file is missing.
///
/// With `UPDATE_GOLDEN=1` in the environment the file is written instead, to be reviewed like any other change.
///
/// - Parameters:
///   - text: what was made now.
///   - name: the file's path below `Tests/Golden`.
public func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let file = testsFolder.appending(path: "Golden").appending(path: name)
    let text = text.hasSuffix("\n") ? text : text + "\n"
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        } catch {
            Issue.record("\(name) can't be written: \(error)", sourceLocation: sourceLocation)
        }
        return
    }
    guard let data = try? Data(contentsOf: file) else {
        Issue.record("the golden file \(name) is missing; UPDATE_GOLDEN=1 writes it", sourceLocation: sourceLocation)
        return
    }
    #expect(text == String(decoding: data, as: UTF8.self), "differs from \(name)", sourceLocation: sourceLocation)
}
