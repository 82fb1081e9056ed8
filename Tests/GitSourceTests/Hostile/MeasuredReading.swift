import Foundation
import TestSupport
import Testing

@testable import GitSource

/// What a program that reads a repository in a child gave, and the memory that both processes needed.
struct MeasuredReading: Decodable {
    let files: Int?
    let bytes: Int?
    let code: String?
    let message: String?
    let hint: String?
    let parentKibibytes: Int
    let childKibibytes: Int

    /// Reads in processes that do nothing else, with the program's own limits.
    init(_ repository: String, ref: String = "HEAD") throws {
        let process = Process()
        process.executableURL = URL(filePath: try #require(GitChild.probe().executable))
        process.arguments = ["read", repository, ref]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.start()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationReason == .exit, "the reading process itself was ended by a signal")
        self = try JSONDecoder().decode(MeasuredReading.self, from: data)
    }

    /// Whether neither process needed more than so many MiB.
    func fits(parent: Int, child: Int) -> Bool {
        parentKibibytes <= parent << 10 && childKibibytes <= child << 10
    }
}
