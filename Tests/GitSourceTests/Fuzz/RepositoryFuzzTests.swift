import Foundation
import TestSupport
import Testing

@testable import GitSource

/// Bent repositories of every form: each answer is what the undamaged repository would have given for some commit, or an
/// error that a person can read; never a crash, a hang or anything else.
///
/// `DBCONVERGE_REPOSITORIES=N` bends so many (`make fuzz`: 100,000). The files that the first line names hold the numbers
/// of those that are being read; `DBCONVERGE_REPOSITORY=N` plays that one alone and says what was done and what came of it.
@Suite struct RepositoryFuzzTests {
    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    /// A child with limits that end a hang soon: on a busy machine they end an honest reading too, which is an error.
    private static let child = GitChild.probe(silence: .seconds(1), total: .seconds(5), memoryBytes: 256 << 20)

    struct Tally: Sendable {
        var good = 0
        var refused: [String: Int] = [:]
        var wrong: [String] = []

        mutating func count(_ answer: FuzzCase.Answer, _ played: FuzzCase) {
            switch answer {
            case .good: good += 1
            case .refused(let error): refused[error.code.description, default: 0] += 1
            case .wrong(let why): wrong.append("\(played): \(why)")
            }
        }

        mutating func add(_ other: Tally) {
            good += other.good
            refused.merge(other.refused, uniquingKeysWith: +)
            wrong += other.wrong
        }
    }

    private static func bases() throws -> [FuzzBase] { try FuzzBase.Form.allCases.map { try FuzzBase($0) } }

    @Test(.timeLimit(.minutes(240))) func noRepositoryIsTooBent() async throws {
        let truth = try FuzzTruth()
        if let one = Self.number("DBCONVERGE_REPOSITORY") {
            let bases = try Self.bases()
            let played = FuzzCase(one, bases, truth)
            print("fuzz: \(played)\nfuzz: \(try played.play(bases[one % bases.count], truth, by: Self.child))")
            return
        }
        let count = Self.number("DBCONVERGE_REPOSITORIES") ?? 2000
        let place = FileManager.default.temporaryDirectory.appending(path: "dbconverge-fuzz-\(UUID().uuidString)")
        print("fuzz: \(count) repositories; those being read: \(place.path)-*")
        let begin = ContinuousClock.now
        let tally = try await Self.play(count, truth, marker: place.path)
        let rate = Double(count) / (begin.duration(to: .now) / .seconds(1))
        print("fuzz: \(count) repositories, \(Int(rate)) a second, \(tally.good) read as some commit, \(tally.refused)")
        for wrong in tally.wrong.prefix(10) { Issue.record("\(wrong)\nDBCONVERGE_REPOSITORY=N plays it alone") }
        #expect(tally.wrong.isEmpty)
        // Repositories that are all refused, or all read, would prove little.
        #expect(tally.good > count / 20 && tally.good < count * 19 / 20)
    }

    /// On threads of their own: each waits for children most of the time.
    private static func play(_ count: Int, _ truth: FuzzTruth, marker: String) async throws -> Tally {
        let workers = 2 * max(ProcessInfo.processInfo.activeProcessorCount, 1)
        return try await withThrowingTaskGroup(of: Tally.self) { group in
            for worker in 0..<workers {
                group.addTask {
                    try await withCheckedThrowingContinuation { continuation in
                        Thread.detachNewThread {
                            let numbers = Array(stride(from: worker, to: count, by: workers))
                            continuation.resume(with: Result { try play(numbers, truth, "\(marker)-\(worker)") })
                        }
                    }
                }
            }
            return try await group.reduce(into: Tally()) { $0.add($1) }
        }
    }

    private static func play(_ numbers: [Int], _ truth: FuzzTruth, _ marker: String) throws -> Tally {
        let bases = try bases()
        defer { try? FileManager.default.removeItem(atPath: marker) }
        var tally = Tally()
        for number in numbers {
            try Data("\(number)".utf8).write(to: URL(filePath: marker))
            let played = FuzzCase(number, bases, truth)
            tally.count(try played.play(bases[number % bases.count], truth, by: child), played)
        }
        return tally
    }

    /// The proof that the rule sees what it is for: a reader that does not recompute ids believes what was altered.
    @Test func aReaderThatDoesNotCheckIDsIsNoticed() throws {
        let truth = try FuzzTruth()
        let base = try FuzzBase(.loose)
        var (believing, checking) = (Tally(), Tally())
        for number in 0..<120 {
            let played = FuzzCase(number, [base], truth, altersOnly: true)
            let answer = try played.play(base, truth, by: nil) { request, _ throws(GitSourceError) in
                try BelievedObjects.snapshot(request, of: base, truth)
            }
            believing.count(answer, played)
            checking.count(try played.play(base, truth, by: Self.child), played)
        }
        #expect(believing.wrong.count > 10, "\(believing)")
        #expect(checking.wrong.isEmpty, "\(checking.wrong.prefix(3))")
        #expect(checking.refused["damaged", default: 0] > 10, "\(checking)")
    }
}

/// Loose objects as they lie there, with any id: reading without the check that is being proved.
private struct BelievedObjects: ObjectStore {
    let root: String

    func has(_ id: ObjectID) -> Bool { true }

    func read(
        _ id: ObjectID, _ what: @autoclosure () -> String, accept: (ObjectHeader) throws(GitSourceError) -> Void
    ) throws(GitSourceError) -> GitObject {
        let digits = id.hexadecimal
        do {
            let object = try LooseObject.read(
                "\(root)/.git/objects/\(digits.prefix(2))/\(digits.dropFirst(2))", accept: accept)
            if let object { return object }
        } catch {
            throw .damaged(root, "\(what()): \(error)")
        }
        throw .damaged(root, what())
    }

    /// Reads the newest commit of `main`, for every request.
    static func snapshot(
        _ request: GitRequest, of base: FuzzBase, _ truth: FuzzTruth
    ) throws(GitSourceError) -> Snapshot {
        guard let id = ObjectID(hexadecimal: request.ref.utf8) ?? ObjectID(hexadecimal: truth.commits[0].utf8) else {
            throw .damaged(base.path, "no id")
        }
        let refState = RefState(
            repository: base.path, ref: request.ref, spelling: request.ref, name: request.ref, object: id,
            checkedOut: nil)
        let reading = CommitReading(request: request, refState: refState, objects: BelievedObjects(root: base.path))
        return try reading.snapshot(reading.contents(ChosenPaths(request.paths ?? [])), .none, nil)
    }
}
