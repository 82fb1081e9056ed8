public import Foundation

/// The scripts of `Tests/Reference`: the vendor's own SDK is the reference for our signatures and our simulator, Python's zoneinfo for our
/// time zones, and validators, parsers and linters for the documents that we write.
public enum Reference {
    /// Why there is no answer.
    public struct Failure: Error, CustomStringConvertible {
        /// What happened, and what to do.
        public let description: String
    }

    /// What a script prints. Throws `Failure` where the reference is not installed or the script does not end well.
    ///
    /// The Python is `.build/reference/bin/python`, which `make reference` makes, unless `DBCONVERGE_REFERENCE_PYTHON` names another.
    public static func run(_ script: String, _ arguments: [String]) throws -> Data {
        let python =
            ProcessInfo.processInfo.environment["DBCONVERGE_REFERENCE_PYTHON"]
            ?? testsFolder.deletingLastPathComponent().appending(path: ".build/reference/bin/python").path
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw Failure(description: "there is no \(python): run `make reference`")
        }
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [testsFolder.appending(path: "Reference/\(script)").path] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.start()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let said = String(decoding: data.suffix(4000), as: UTF8.self)
            throw Failure(description: "\(script) ended with \(process.terminationStatus):\n\(said)")
        }
        return data
    }
}
