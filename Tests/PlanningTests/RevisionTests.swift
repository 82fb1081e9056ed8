import Fleet
import Foundation
import Planning
import Testing

@Suite struct RevisionTests {
    static let moved = RevisionState.moved(to: "main@0123456789ab")
    static let unreadable = RevisionState.unresolvable("no branch is called `main`")

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var state: RevisionState
        var action: String
        var words: String
        var ending: Ending
    }

    static let cases = [
        Case(
            testDescription: "moved", state: moved, action: "wait revisionMoved", words: "main@0123456789ab",
            ending: .revisionMoved(to: "main@0123456789ab")),
        Case(
            testDescription: "unresolvable", state: unreadable, action: "hold revisionUnreadable",
            words: "no branch is called `main`", ending: .attention),
    ]

    @Test(arguments: cases)
    func nothingIsAskedForUnderACommitThatTheRefMayHaveLeftAndTheRunSaysSo(_ item: Case) throws {
        var driver = RolloutDriver(try World.fleet(2), history: World.known)
        driver.observe(try World.observed(2), revision: item.state)
        #expect(driver.reading == nil && driver.submission == nil)
        #expect(driver.ending == item.ending)
        #expect(driver.told(.revision(item.state)))
        #expect(try driver.state(of: 1) == item.action)
        #expect(try driver.action(of: 2)?.reason?.message.contains(item.words) == true)
    }

    @Test(arguments: cases) func anUpgradeThatRunsIsWatchedToItsEndAndTheRestIsNotAskedFor(_ item: Case) throws {
        var driver = RolloutDriver(try World.fleet(2), history: World.known)
        driver.accepted(try World.observed(2))
        driver.observe(try World.observed(2), running: [try World.id(1)], revision: item.state)
        #expect(try driver.state(of: 1) == "wait upgrading")
        #expect(driver.nextObservation != nil)
        driver.observe(try World.observed(2), running: [try World.id(1)], revision: item.state)
        #expect(!driver.told(.revision(item.state)))
        driver.observe(try World.observed(World.declared, World.old), revision: item.state)
        #expect(driver.rollout.memory.landings == 1)
        #expect(driver.rollout.memory.requests == 1)
        #expect(driver.ending == item.ending)
    }

    /// What is in sync with a commit that counts no more need not be with the one that does.
    @Test func aFleetThatIsInSyncWithACommitThatTheRefHasLeftHasNotConverged() throws {
        var driver = RolloutDriver(try World.fleet(1), history: World.known)
        driver.observe(try World.observed(1, current: World.declared), revision: Self.moved)
        #expect(driver.ending == .revisionMoved(to: "main@0123456789ab"))
    }

    @Test func aFleetThatIsInSyncHasConvergedThoughTheRefCannotBeResolvedAnyMore() throws {
        var driver = RolloutDriver(try World.fleet(1), history: World.known)
        driver.observe(try World.observed(1, current: World.declared), revision: Self.unreadable)
        #expect(driver.ending == .converged)
    }

    @Test(arguments: cases) func aRunWhoseRefIsBackGoesOn(_ item: Case) throws {
        var driver = RolloutDriver(try World.fleet(2), history: World.known)
        driver.accepted(try World.observed(2))
        driver.observe(try World.observed(2), running: [try World.id(1)], revision: item.state)
        driver.observe(try World.observed(World.declared, World.old))
        #expect(driver.told(.revision(.current)))
        #expect(driver.reading == [try World.id(2)])
    }

    @Test func aRequestThatAMovedRefKeptBackIsWithdrawnAndNotMadeAgain() throws {
        var driver = RolloutDriver(try World.fleet(1), history: World.known)
        driver.asked(try World.observed(1))
        driver.answer(.deferred(message: try #require(Self.moved.sentence)))
        #expect(driver.journal.submissions.isEmpty)
        driver.observe(try World.observed(1), revision: Self.moved)
        #expect(driver.ending == .revisionMoved(to: "main@0123456789ab"))
    }

    /// A failure under the old commit is one under the new commit too, until a person has acted.
    @Test func anInstanceThatNeedsAPersonIsNotHiddenByAMovedRef() throws {
        var driver = RolloutDriver(try World.fleet(2), history: World.known)
        driver.observe(try World.observed(World.beyond, World.old), revision: Self.moved)
        #expect(try driver.state(of: 1) == "hold ahead")
        #expect(try driver.state(of: 2) == "wait revisionMoved")
        #expect(driver.ending == .attention)
    }

    @Test func whatOursIsScheduledIsNotCanceledBecauseTheRefHasMoved() throws {
        let fleet = try World.fleet(1, rollout: .upTo(1, timing: .maintenanceWindow))
        var driver = RolloutDriver(fleet, history: World.known)
        driver.accepted(try World.observed(1))
        let job = try World.job("s", .scheduled, created: driver.now)
        driver.observe(try World.observed(1), jobs: [job], revision: Self.moved)
        driver.offer(World.declared)
        #expect(driver.canceling == nil)
        #expect(try driver.state(of: 1) == "wait scheduled")
        #expect(driver.ending == .revisionMoved(to: "main@0123456789ab"))
    }

    @Test func aMovedRefIsToldBeforeAPauseAndAfterASuspension() throws {
        let fleet = try World.fleet(2) { $0.suspend = $0.id == (try? World.id(1)) }
        var driver = RolloutDriver(fleet, history: World.known)
        driver.observe(try World.observed(2), paused: PauseTests.pause(), revision: Self.moved)
        #expect(try driver.state(of: 1) == "hold suspended")
        #expect(try driver.state(of: 2) == "wait revisionMoved")
    }
}
