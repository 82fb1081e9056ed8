import Fleet
import Foundation
import Testing

@testable import Planning

@Suite struct PrecheckBookTests {
    static let acceptance = Duration.seconds(600)

    static func result(at seconds: Double) -> PrecheckState {
        .result(PrecheckResult(passed: true, items: [], updatedAt: Fixture.start + seconds))
    }

    private func add(_ reading: PrecheckState, to book: inout PrecheckBook, at seconds: Double) throws {
        book.add([try Fixture.id(1): reading], acceptanceTime: Self.acceptance, now: Fixture.start + seconds)
    }

    /// What was there before a pre-check was started is no answer to it.
    @Test func onlyANewerResultEndsAPrecheckThatWasStarted() throws {
        let id = try Fixture.id(1)
        var book = PrecheckBook()
        try add(Self.result(at: 0), to: &book, at: 0)
        try add(.started(at: Fixture.start + 10, before: nil), to: &book, at: 10)
        #expect(book[id] == .started(at: Fixture.start + 10, before: Fixture.start))
        for old in [Self.result(at: 0), .missing] {
            try add(old, to: &book, at: 20)
            #expect(book[id] == .started(at: Fixture.start + 10, before: Fixture.start))
        }
        try add(Self.result(at: 15), to: &book, at: 30)
        #expect(book[id] == Self.result(at: 15))
    }

    @Test func oneThatShowsNoResultWithinTheAcceptanceTimeIsUnreadable() throws {
        let id = try Fixture.id(1)
        var book = PrecheckBook()
        try add(.started(at: Fixture.start, before: nil), to: &book, at: 0)
        try add(.missing, to: &book, at: 599)
        #expect(book[id] == .started(at: Fixture.start, before: nil))
        try add(.missing, to: &book, at: 600)
        guard case .unreadable(let message)? = book[id] else { throw try #require(nil as CancellationError?) }
        #expect(message.contains("no result within"))
    }

    @Test func aResultIsSpentWhenItsInstanceRunsAnotherVersion() throws {
        let id = try Fixture.id(1)
        var book = PrecheckBook()
        try add(Self.result(at: 0), to: &book, at: 0)
        let first = Observation(startedAt: Fixture.start, instances: try Fixture.observed(1, current: Fixture.old))
        book.spendChanged(from: first, to: first)
        #expect(book[id] == Self.result(at: 0))
        let second = Observation(
            startedAt: Fixture.start + 60, instances: try Fixture.observed(1, current: Fixture.declared))
        book.spendChanged(from: first, to: second)
        #expect(book[id] == .spent(Fixture.start))
    }

    @Test func whenTheClockIsSetOnlyWhatWasStartedIsKept() throws {
        let (started, read) = (try Fixture.id(1), try Fixture.id(2))
        var book = PrecheckBook()
        book[started] = .started(at: Fixture.start, before: nil)
        book[read] = Self.result(at: 0)
        book.waitAnew(from: Fixture.start + 3600)
        #expect(book[started] == .started(at: Fixture.start + 3600, before: nil) && book[read] == nil)
    }

    @Test func thatThereIsNoPrecheckIsToldOnce() {
        var book = PrecheckBook()
        let told = [book.tellsAbsence(), book.tellsAbsence()]
        #expect(told == [true, false])
    }
}
