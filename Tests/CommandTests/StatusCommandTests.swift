import ArgumentParser
import Foundation
import Synchronization
import TestSupport
import Testing
import Text

@testable import dbconverge

/// The arguments of `status`, and how a watched answer is shown.
@Suite struct StatusCommandTests {
    private static func parse(_ arguments: String...) throws -> StatusCommand {
        try #require(try Root.parseAsRoot(["status"] + arguments) as? StatusCommand)
    }

    @Test func fleetsThatAreNamedAreTheOnesThatAreRead() throws {
        #expect(try Self.parse("orders", "users").source.fleets == ["orders", "users"])
        #expect(try Self.parse("--fleet", "orders").fleets.isEmpty)
        #expect(try Self.parse().source.fleets.isEmpty)
    }

    @Test(arguments: [
        (["orders", "--fleet", "users"], "either as arguments"), ([""], "a fleet's name is empty"),
        (["--watch", "-o", "json"], "not 'json'"), (["--watch", "-o", "text=status.txt"], "not 'text=FILE'"),
        (["--watch", "--interval", "100ms"], "at least 1s"), (["--interval", "soon"], "a duration is written"),
    ])
    func whatDoesNotGoTogetherIsAUsageError(row: (arguments: [String], words: String)) {
        let error = #expect(throws: (any Error).self) { try Root.parseAsRoot(["status"] + row.arguments) }
        guard let error else { return }
        #expect(Root.fullMessage(for: error).contains(row.words), "\(Root.fullMessage(for: error))")
        #expect(Root.exitCode(for: error) == .validationFailure)
    }

    @Test func aWatchLooksEachPollIntervalUnlessItSaysOtherwise() throws {
        #expect(try Self.parse("--watch").period == .seconds(30))
        #expect(try Self.parse("--watch", "--poll-interval", "90s").period == .seconds(90))
        #expect(try Self.parse("--watch", "--poll-interval", "90s", "--interval", "5s").period == .seconds(5))
    }

    /// Off a terminal each look is a block, on one it is drawn in the place of the last and cut where it ends.
    @Test func aScreenShowsOneTextAfterTheOther() {
        let written = Mutex("")
        func screen(isLive: Bool, rows: Int) -> Screen {
            written.withLock { $0 = "" }
            return Screen(isLive: isLive, rows: rows) { text in
                written.withLock { $0 += text }
                return true
            }
        }
        var plain = screen(isLive: false, rows: 3)
        for text in ["a\nb\nc\nd", "e\u{1B}[2J"] { _ = plain.show(text) }
        #expect(written.withLock { $0 } == "a\nb\nc\nd\n\ne\\u{1B}[2J\n\n")
        var live = screen(isLive: true, rows: 5)
        let isRead = live.show("a")
        #expect(isRead && written.withLock { $0 } == "\n\n\n\n\n\u{1B}[Ha\u{1B}[K\n\u{1B}[J")
        written.withLock { $0 = "" }
        _ = live.show("a\nb\nc\nd\ne\nf")
        let drawn = written.withLock { $0 }
        #expect(
            drawn
                == "\u{1B}[Ha\u{1B}[K\nb\u{1B}[K\n… and 3 lines more; a taller terminal shows them\u{1B}[K\nf\u{1B}[K\n\u{1B}[J"
        )
        var unread = Screen(isLive: true, rows: 9, write: { _ in false })
        let isStillRead = unread.show("a")
        #expect(!isStillRead)
    }

    @Test(arguments: HostileText.all) func nothingThatIsWatchedMovesTheCursor(text: String) {
        let written = Mutex("")
        var screen = Screen(isLive: false, rows: 9) { shown in
            written.withLock { $0 += shown }
            return true
        }
        _ = screen.show(text)
        HostileText.expectSafe(written.withLock { $0 })
    }

    @Test func theHintsAreCommandsThatTheProgramTakes() throws {
        let (source, cloud, state) = try PrintedCommandTests.options("two words")
        let hints = CommandHints(source, cloud, state)
        func parsed(_ command: String) throws -> any ParsableCommand {
            try Root.parseAsRoot(Array(try ShellWords.split(command).dropFirst()))
        }
        #expect(try (parsed(hints.status()) as? StatusCommand)?.state.state == "two words")
        #expect(try (parsed(hints.offers()) as? OffersCommand)?.source.repo == "two words")
    }
}
