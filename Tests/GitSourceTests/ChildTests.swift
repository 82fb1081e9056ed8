import Foundation
import TestSupport
import Testing

@testable import GitSource

/// The child as a process: what it may take, and that nothing it says is believed without proof.
@Suite struct ChildTests {
    private let repository: TemporaryRepository

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("fleets/a.yaml", "a")
        try repository.write("fleets/b.yaml", "b")
        try repository.commit("one")
        try repository.git("tag", "--annotate", "v1", "--message", "release")
        try repository.write("fleets/a.yaml", "aa")
        try repository.commit("two")
    }

    private func script(
        _ text: String, silence: Duration = .seconds(20), total: Duration = .seconds(60), answerBytes: Int = 1 << 20
    ) throws -> GitChild {
        try repository.child(text, silence: silence, total: total, answerBytes: answerBytes)
    }

    @Test(arguments: ["HEAD", "main", "main~1", "v1", "v1^0"], ["", "fleets", "fleets/a.yaml"])
    func aChildReadsWhatThisProcessReads(_ ref: String, path: String) throws {
        try repository.write("fleets/b.yaml", "changed")
        let request = repository.request(ref: ref, path: path)
        let (child, here) = (try request.snapshot(by: .probe()), try request.snapshot(by: nil))
        #expect(child.files == here.files && child.commit == here.commit && child.revision == here.revision)
        #expect(child.warnings == here.warnings && child.repository == here.repository)
        #expect(try request.revision(by: .probe()) == here.revision)
    }

    @Test(arguments: [("nope", ""), ("HEAD", "flets"), ("HEAD", ".."), ("HEAD~9", ""), ("HEAD:x", "")])
    func aChildFailsAsThisProcessDoes(_ ref: String, path: String) throws {
        let request = repository.request(ref: ref, path: path)
        let errors = [GitChild.probe(), nil].map { child in
            #expect(throws: GitSourceError.self) { try request.snapshot(by: child) }
        }
        #expect(errors[0] == errors[1])
    }

    @Test(arguments: ["exit 0", "exit 3", "kill -SEGV $$", "kill -ABRT $$", "kill -KILL $$", "printf garbage"])
    func aChildThatEndsEarlyIsDamage(_ text: String) throws {
        let error = try repository.damage(child: script(text))
        #expect(error.code == .damaged, "\(error)")
        #expect(error.hint.contains("git -C \(repository.path) fsck"))
        let signal = ["SEGV": 11, "ABRT": 6].first { text.contains($0.key) }?.value
        if let signal { #expect(error.message.contains("(signal \(signal)"), "\(error)") }
    }

    @Test(arguments: ["exec sleep 1000", "exec cat"]) func aChildThatIsSilentIsEnded(_ text: String) throws {
        let error = try repository.damage(child: script(text, silence: .milliseconds(300)))
        #expect(error.message.hasSuffix("nothing came from reading it for 0.3 s"), "\(error)")
    }

    @Test func aChildThatTricklesIsEnded() throws {
        let child = try script(
            #"while :; do printf '\005\000\000\000\000\000\000\000\000'; sleep 0.1; done"#, total: .seconds(1))
        #expect(try repository.damage(child: child).message.hasSuffix("took more than 1 s"))
    }

    @Test func aChildThatSaysTooMuchIsEnded() throws {
        let error = try repository.damage(child: script(#"tr '\000' '\005' < /dev/zero"#))
        #expect(error.message.hasSuffix("gave more than 1 MiB"), "\(error)")
    }

    @Test func aChildThatSaysOtherThingsIsNotBelieved() throws {
        let child = try script(#"printf '\377\000\000\000\000\000\000\000\000'; exec sleep 1000"#)
        #expect(try repository.damage(child: child).message.contains("something unknown"))
    }

    /// The text of a blob is changed on its way: the script stands between the real child and its parent.
    @Test(arguments: [("aa", "ab"), ("two", "twx"), ("fleets", "fleetz"), ("a.yaml", "c.yaml")])
    func whatDoesNotFitItsIdIsNotBelieved(_ from: String, _ to: String) throws {
        let real = try #require(GitChild.probe().executable)
        // The refState, which is JSON and has none of these words but the path, stays as it is.
        let child = try script(#"'\#(real)' __read-git | LC_ALL=C sed 's/\#(from)/\#(to)/'"#)
        let error = try repository.damage(child: child)
        #expect(error.code == .damaged && error.message.contains("is not what its id says"), "\(error)")
    }

    @Test func aChildThatFailsToCompareTheWorkTreeStillReads() throws {
        let real = try #require(GitChild.probe().executable)
        // Nothing but the last frame, `differences`, is lost.
        let child = try script(
            #"'\#(real)' __read-git | LC_ALL=C sed 's/"none":{}/"nope":{}/'; kill -SEGV $$"#)
        let snapshot = try repository.request().snapshot(by: child)
        #expect(snapshot.paths == ["fleets/a.yaml", "fleets/b.yaml"])
        #expect(snapshot.warnings.count == 1)
        #expect(snapshot.warnings.first?.contains("cannot tell whether the work tree differs") == true)
        #expect(snapshot.warnings.first?.contains("signal 11") == true)
    }

    @Test func aProgramThatIsNotThereIsNoDamage() throws {
        var child = GitChild.probe()
        child.executable = "/nowhere/dbconverge"
        let error = try repository.damage(child: child)
        #expect(error.code == .unreadable && error.message.contains("cannot start the process"), "\(error)")
    }

    @Test func aRequestThatIsNotReadDoesNotBlock() throws {
        let request = repository.request(ref: String(repeating: "a", count: 4 << 20))
        let child = try script("exec sleep 1000", silence: .milliseconds(300))
        #expect(throws: GitSourceError.self) { try request.snapshot(by: child) }
    }

    @Test func memoryHasALimit() throws {
        try repository.write("big.yaml", String(repeating: "a", count: 12 << 20))
        try repository.commit("three")
        #expect(try repository.request().snapshot(by: .probe()).files.count == 3)
        let error = try repository.damage(child: .probe(memoryBytes: 16 << 20))
        #expect(error.code == .damaged && error.message.contains("it may use 16 MiB"), "\(error)")
    }

    @Test func aTaskThatIsCancelledEndsItsChild() async throws {
        let witness = "\(repository.directory)/pid"
        let child = try script(
            "echo $$ > '\(witness).new'; mv '\(witness).new' '\(witness)'; exec sleep 1000",
            silence: .seconds(3600), total: .seconds(3600))
        let request = repository.request()
        let task = Task {
            try await GitReader.onQueue { process throws(GitSourceError) in try request.snapshot(by: child, process) }
        }
        while !FileManager.default.fileExists(atPath: witness) { try await Task.sleep(for: .milliseconds(20)) }
        task.cancel()
        let error = await #expect(throws: GitSourceError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        let number = try String(contentsOfFile: witness, encoding: .utf8).trimmingCharacters(
            in: .whitespacesAndNewlines)
        #expect(kill(try #require(pid_t(number)), 0) == -1 && errno == ESRCH)
    }

    @Test func oneReadingDoesNotWaitForAnother() async throws {
        let slow = try script("exec sleep 1000")
        let request = repository.request()
        let waiting = Task {
            try await GitReader.onQueue { process throws(GitSourceError) in try request.snapshot(by: slow, process) }
        }
        let quick = try await GitReader.onQueue { process throws(GitSourceError) in
            try request.snapshot(by: .probe(), process)
        }
        #expect(quick.files.count == 2)
        waiting.cancel()
        _ = await waiting.result
    }
}
