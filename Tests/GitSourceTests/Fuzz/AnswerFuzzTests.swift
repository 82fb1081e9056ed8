import Foundation
import TestSupport
import Testing

@testable import GitSource

/// What a child sends, bent on its way as a child could bend it that a repository has taken over: the parent takes some
/// commit's files, to the byte, or says that the repository is damaged.
@Suite struct AnswerFuzzTests {
    @Test(.timeLimit(.minutes(60))) func noAnswerOfAChildIsTooBent() throws {
        let truth = try FuzzTruth()
        let base = try FuzzBase(.packed)
        let request = FuzzTruth.request(base, ref: "main")
        let sound = try Self.answer(to: request)
        let place = try TemporaryRepository()
        let file = "\(place.directory)/answer"
        let child = try place.child("exec cat '\(file)'", silence: .seconds(10))
        let repositories = ProcessInfo.processInfo.environment["DBCONVERGE_REPOSITORIES"].flatMap { Int($0) } ?? 2000
        var good = 0
        for number in 0..<(repositories / 8) {
            var bender = FuzzBender(seed: UInt64(number), base, commits: truth.commits)
            var bytes = sound
            let what = (0...bender.below(3)).map { _ in bender.bend(&bytes) }.joined(separator: ", ")
            try Data(bytes).write(to: URL(filePath: file))
            do throws(GitSourceError) {
                let snapshot = try request.snapshot(by: child)
                good += 1
                let complaint = truth.complaint(snapshot, for: request, referencesAreIntact: false)
                #expect(complaint == nil, "answer \(number): \(what)")
            } catch {
                #expect(truth.complaint(error) == nil, "answer \(number): \(what)")
            }
        }
        print("fuzz: \(repositories / 8) answers, \(good) of them taken")
        #expect(good > repositories / 160 && good < repositories / 8 * 19 / 20)
    }

    /// What a child that runs undisturbed sends.
    private static func answer(to request: GitRequest) throws -> [UInt8] {
        let order = try JSONEncoder().encode(GitChild.Order(task: .read(request), memoryBytes: 1 << 30, seconds: 60))
        let process = Process()
        process.executableURL = URL(filePath: try #require(GitChild.probe().executable))
        process.arguments = [GitChild.marker]
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, output)
        try process.start()
        let length = withUnsafeBytes(of: UInt64(order.count).littleEndian) { Data($0) }
        try input.fileHandleForWriting.write(contentsOf: length + order)
        // The child ends when its input does: that stays open until everything is here.
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        return Array(answer)
    }
}
