import Foundation
import TestSupport
import Testing

/// `pause` and `resume` as a person runs them, on a journal that has seen no run.
@Suite struct PauseTests {
    let state = StateFolder()

    private func run(_ arguments: String...) async throws -> Program.Outcome {
        try await Program.run(arguments, environment: state.environment)
    }

    private func interventions() async throws -> [[String: Any]] {
        try #require(try await run("history", "-o", "json").json()["interventions"] as? [[String: Any]])
    }

    @Test(arguments: [(nil, "no run of any fleet is"), ("orders", "no run of the fleet 'orders' is")])
    func aJournalWithoutRunsIsWarnedOf(fleet: String?, words: String) async throws {
        for _ in 1...2 {
            let arguments = ["pause", "--reason", "r"] + (fleet.map { [$0] } ?? [])
            let paused = try await Program.run(arguments, environment: state.environment)
            #expect(paused.status == 0 && paused.stderr.contains("warning: \(words)"), "\(paused.stderr)")
        }
    }

    @Test func whatIsNotPausedIsNotResumed() async throws {
        for arguments in [["resume"], ["resume", "nosuch"]] {
            let text = try await Program.run(arguments, environment: state.environment)
            #expect(text.status == 0 && !text.stdout.contains("resumed;"), "\(text.stdout)\(text.stderr)")
            let json = try await Program.run(arguments + ["-o", "json"], environment: state.environment).json()
            #expect((json["interventions"] as? [Any])?.isEmpty == true, "\(json)")
        }
        #expect(try await interventions().isEmpty)
        _ = try await run("pause", "--reason", "r")
        _ = try await run("resume", "nosuch")
        #expect(try await interventions().map { $0["kind"] as? String } == ["pause"])
    }
}
