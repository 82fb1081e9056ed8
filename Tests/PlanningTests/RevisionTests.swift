import Fleet
import Foundation
import Planning
import Testing

@Suite struct RevisionTests {
    static let moved = RevisionState.moved(to: "main@0123456789ab")
    static let unreachable = RevisionState.unreachable("connection refused")
    static let unreadable = RevisionState.unresolvable("no branch is called `main`")

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var state: RevisionState
        var action: String
        var sentence: String
        var result: RunResult
    }

    static let cases = [
        Case(
            testDescription: "moved", state: moved, action: "wait revisionMoved", sentence: "main@0123456789ab",
            result: .revisionMoved(to: "main@0123456789ab")),
        Case(
            testDescription: "unreachable", state: unreachable, action: "wait revisionUnreachable",
            sentence: "connection refused", result: .waiting),
        Case(
            testDescription: "unresolvable", state: unreadable, action: "hold revisionUnreadable",
            sentence: "no branch is called `main`", result: .attention),
    ]

    @Test(arguments: cases)
    func nothingIsAskedForUnderACommitThatTheRefMayHaveLeftAndTheRunSaysSo(_ item: Case) throws {
        var driver = RolloutDriver(try Fixture.fleet(2), fleetState: Fixture.known)
        driver.observe(try Fixture.observed(2), revision: item.state)
        #expect(driver.reading == nil && driver.submission == nil)
        #expect(driver.result == item.result)
        #expect(driver.told(.revision(item.state)))
        #expect(try driver.state(of: 1) == item.action)
        #expect(try driver.action(of: 2)?.reason?.message.contains(item.sentence) == true)
    }

    @Test(arguments: cases) func anUpgradeThatRunsIsWatchedToItsEndAndTheRestIsNotAskedFor(_ item: Case) throws {
        var driver = RolloutDriver(try Fixture.fleet(2), fleetState: Fixture.known)
        driver.accepted(try Fixture.observed(2))
        driver.observe(try Fixture.observed(2), running: [try Fixture.id(1)], revision: item.state)
        #expect(try driver.state(of: 1) == "wait upgrading")
        #expect(driver.nextObservation != nil)
        driver.observe(try Fixture.observed(2), running: [try Fixture.id(1)], revision: item.state)
        #expect(!driver.told(.revision(item.state)))
        driver.observe(try Fixture.observed(Fixture.declared, Fixture.old), revision: item.state)
        #expect(driver.rollout.memory.changes.completed == 1)
        #expect(driver.rollout.memory.changes.requests == 1)
        #expect(driver.result == item.result)
    }

    /// What is in sync with a commit that counts no more need not be with the one that does.
    @Test func aFleetThatIsInSyncWithACommitThatTheRefHasLeftHasNotConverged() throws {
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        driver.observe(try Fixture.observed(1, current: Fixture.declared), revision: Self.moved)
        #expect(driver.result == .revisionMoved(to: "main@0123456789ab"))
    }

    @Test func aFleetThatIsInSyncHasConvergedThoughTheRefCannotBeResolvedAnyMore() throws {
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        driver.observe(try Fixture.observed(1, current: Fixture.declared), revision: Self.unreadable)
        #expect(driver.result == .converged)
    }

    @Test(arguments: cases) func aRunWhoseRefIsBackGoesOn(_ item: Case) throws {
        var driver = RolloutDriver(try Fixture.fleet(2), fleetState: Fixture.known)
        driver.accepted(try Fixture.observed(2))
        driver.observe(try Fixture.observed(2), running: [try Fixture.id(1)], revision: item.state)
        driver.observe(try Fixture.observed(Fixture.declared, Fixture.old))
        #expect(driver.told(.revision(.current)))
        #expect(driver.reading == [try Fixture.id(2)])
    }

    @Test func aRequestThatAMovedRefKeptBackIsWithdrawnAndNotMadeAgain() throws {
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        driver.asked(try Fixture.observed(1))
        driver.answer(.deferred(message: try #require(Self.moved.sentence)))
        #expect(driver.journal.submissions.isEmpty)
        driver.observe(try Fixture.observed(1), revision: Self.moved)
        #expect(driver.result == .revisionMoved(to: "main@0123456789ab"))
    }

    /// A failure under the old commit is one under the new commit too, until a person has acted.
    @Test func anInstanceThatNeedsAPersonIsNotHiddenByAMovedRef() throws {
        var driver = RolloutDriver(try Fixture.fleet(2), fleetState: Fixture.known)
        driver.observe(try Fixture.observed(Fixture.beyond, Fixture.old), revision: Self.moved)
        #expect(try driver.state(of: 1) == "hold ahead")
        #expect(try driver.state(of: 2) == "wait revisionMoved")
        #expect(driver.result == .attention)
    }

    @Test func whatOursIsScheduledIsNotCanceledBecauseTheRefHasMoved() throws {
        let fleet = try Fixture.fleet(1, rollout: .upTo(1, timing: .maintenanceWindow))
        var driver = RolloutDriver(fleet, fleetState: Fixture.known)
        driver.accepted(try Fixture.observed(1))
        let job = try Fixture.job("s", .scheduled, created: driver.now)
        driver.observe(try Fixture.observed(1), jobs: [job], revision: Self.moved)
        driver.offer(Fixture.declared)
        #expect(driver.canceling == nil)
        #expect(try driver.state(of: 1) == "wait scheduled")
        #expect(driver.result == .revisionMoved(to: "main@0123456789ab"))
    }

    @Test func aMovedRefIsToldBeforeAPauseAndAfterASuspension() throws {
        let fleet = try Fixture.fleet(2) { $0.suspend = $0.id == (try? Fixture.id(1)) }
        var driver = RolloutDriver(fleet, fleetState: Fixture.known)
        driver.observe(try Fixture.observed(2), paused: PauseTests.pause(), revision: Self.moved)
        #expect(try driver.state(of: 1) == "hold suspended")
        #expect(try driver.state(of: 2) == "wait revisionMoved")
    }
}
