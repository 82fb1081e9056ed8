import Foundation
import TestSupport
import Testing

/// The tutorial can be followed by copy and paste.
@Suite struct TutorialTests {
    @Test(.patience) func everyCommandPrintsWhatTheTutorialShows() async throws {
        let page = testsFolder.deletingLastPathComponent().appending(path: "docs/tutorial.md")
        let tutorial = Transcript(try String(contentsOf: page, encoding: .utf8))
        try #require(tutorial.blocks.count > 10)
        let shell = try Shell()
        let output = try await shell.run(tutorial.script, environment: ["DBCONVERGE_PROGRESS": "1"])
        let printed = Transcript.split(output)
        for (index, block) in tutorial.blocks.enumerated() {
            guard index + 1 < printed.count else {
                Issue.record("the shell left before this block ended:\n\(block.commands)\n\(output)")
                return
            }
            #expect(
                Transcript.matches(printed[index], block.shown),
                "\(block.commands)\n--- printed\n\(printed[index])\n--- shown\n\(block.shown)")
        }
    }

    static let shown = """
        orders  cn-north-4  main@05a0a80
        next run at Sat 28 Nov 13:15 UTC (in 10s)
        [...]
        4 instances: 4 in sync
        2026-11-28 13:14:36 UTC  orders  converged  3  6 s  main@05a0a80  ada on laptop, process 7
        """.replacing("[...]", with: "[…]")

    @Test(arguments: [
        ("main@05a0a80", "main@ffffff0", true), ("13:15 UTC (in 10s)", "09:59 UTC (now)", true),
        ("ada on laptop, process 7", "root on build-7.local, process 12345", true), ("6 s", "11 s", true),
        ("[…]", "one\ntwo\nthree", true), ("[…]\n", "", true), ("orders  cn", "orders   cn", true),
        ("4 in sync", "3 in sync", false), ("converged", "waiting", false), ("next run", "next runs", false),
        ("orders  cn", "more\norders  cn", false), ("process 7", "process 7\nmore", false),
        ("next run at Sat 28 Nov 13:15 UTC (in 10s)\n", "", false), ("4 instances", "[…]\n5 instances", false),
    ])
    func whatDiffersIsNoticedButForWhatDiffersInEachRun(old: String, new: String, isSame: Bool) throws {
        try #require(Self.shown.contains(old))
        #expect(Transcript.matches(Self.shown.replacing(old, with: new), Self.shown) == isSame)
    }

    @Test func whatIsPrintedAndNotShownIsNoticed() {
        #expect(!Transcript.matches("x\n", ""))
        #expect(!Transcript.matches("", "x\n"))
        #expect(Transcript.matches("", ""))
    }
}
