import CloudModel
import Fleet
import Foundation
import GitSource
import Journal
import Planning
import Simulator
import Synchronization
import Testing
import TestSupport

@testable import Reconciler

/// What runs do when the ref moves under them.
@Suite struct RevisionFollowerTests {
    /// A ref that a test moves.
    final class Ref: RevisionFollower {
        private let state = Mutex(RevisionState.current)
        private let count = Mutex(0)
        let isRemote: Bool

        init(isRemote: Bool = false) { self.isRemote = isRemote }

        var resolutions: Int { count.withLock { $0 } }

        func set(_ new: RevisionState) { state.withLock { $0 = new } }

        func revisionState() async -> RevisionState {
            count.withLock { $0 += 1 }
            return state.withLock { $0 }
        }
    }

    static let oneByOne = RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))], precheck: .off)

    static let cases: [(RevisionState, RunResult, Reason.Code)] = [
        (.moved(to: "main@2"), .revisionMoved(to: "main@2"), .revisionMoved),
        (.unreachable("away"), .waiting, .revisionUnreachable),
        (.unresolvable("gone"), .attention, .revisionUnreadable),
    ]

    /// The ref moves when the intent is durable and the call is about to leave.
    @Test(arguments: cases)
    func aRefThatMovesKeepsBackTheVeryNextRequest(state: RevisionState, result: RunResult, code: Reason.Code)
        async throws
    {
        let instances = try LocalCloud.instances(2)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let (ref, journal) = (Ref(), InMemoryJournal())
        let (reports, audit) = try await LocalCloud.reconcile(
            file, [try LocalCloud.fleet(instances)], state: JournalAccess(journal: journal), follower: ref
        ) { progress, _ in
            if case .notice(_, .submitting) = progress { ref.set(state) }
        }
        #expect(audit.upgrades.isEmpty)
        #expect(reports.map(\.result) == [result])
        #expect(reports.map(\.requests) == [0])
        #expect(reports.first?.plan?.instances.map(\.action.reason?.code) == [code, code])
        #expect(journal.runs(ofFleetsNamed: nil, limit: 1).first?.completion?.result == result.name)
    }

    @Test(arguments: cases)
    func anUpgradeThatRunsIsWatchedToItsEndAndNothingMoreIsAskedFor(
        state: RevisionState, result: RunResult, code: Reason.Code
    ) async throws {
        let instances = try LocalCloud.instances(3)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let ref = Ref()
        let (reports, audit) = try await LocalCloud.reconcile(
            file, [try LocalCloud.fleet(instances, rollout: Self.oneByOne)], follower: ref
        ) { progress, server in
            if case .counts = progress, !server.audit().upgrades.isEmpty { ref.set(state) }
        }
        #expect(reports.map(\.result) == [result])
        #expect(reports.map(\.completed) == [1])
        #expect(audit.instances.map(\.requests).reduce(0, +) == 1)
        #expect(reports.first?.plan?.instances.count { $0.action.reason?.code == code } == 2)
    }

    @Test func aRefThatDoesNotMoveAndNoneAtAllHinderNothing() async throws {
        for ref in [Ref(), nil] {
            let instances = try LocalCloud.instances(2)
            let file = FleetFile(settings: LocalCloud.quick, instances: instances)
            let (reports, _) = try await LocalCloud.reconcile(
                file, [try LocalCloud.fleet(instances, rollout: Self.oneByOne)], follower: ref)
            #expect(reports.map(\.result) == [.converged])
            if let ref { #expect(ref.resolutions > 2) }
        }
    }

    @Test func observationsResolveTheRefOnceAnIntervalAndRequestsEachTime() async {
        let (ref, clock) = (Ref(), LocationObserverTests.StoppedClock())
        let watch = RevisionWatch(ref, interval: .seconds(30), clock: clock)
        for (seconds, resolutions) in [(0.0, 1), (29, 1), (1, 2), (0, 2), (-3600, 3), (29, 3)] {
            clock.skip(seconds)
            _ = await watch.atObservation()
            #expect(ref.resolutions == resolutions)
        }
        ref.set(.moved(to: "main@2"))
        #expect(await watch.atRequest() == .moved(to: "main@2"))
        #expect(await watch.atRequest() == .moved(to: "main@2"))
        #expect(ref.resolutions == 5)
        #expect(await watch.atObservation() == .moved(to: "main@2"), "an observation knows what a request has learned")
        #expect(ref.resolutions == 5)
    }

    /// A ref that is read at once, with an answer that takes as long as a test wants.
    private final class SlowRef: RevisionFollower {
        let (answers, open) = AsyncStream<Void>.makeStream()
        let begun = Mutex<[RevisionState]>([])
        let state = Mutex(RevisionState.current)
        let asked = Mutex(0)

        func revisionState() async -> RevisionState {
            let read = state.withLock { $0 }
            begun.withLock { $0.append(read) }
            for await _ in answers { break }
            return read
        }
    }

    /// What began before the ref moved says nothing to a request that asks after it has moved.
    @Test(.timeLimit(.minutes(5))) func requestsThatAskMeanwhileShareTheNextResolution() async throws {
        let ref = SlowRef()
        let watch = RevisionWatch(ref, interval: .seconds(30), clock: LocationObserverTests.StoppedClock())
        async let first = watch.atRequest()
        while ref.begun.withLock({ $0.isEmpty }) { await Task.yield() }
        ref.state.withLock { $0 = .moved(to: "main@2") }
        let later = Task { [watch, ref] in
            await withTaskGroup(of: RevisionState.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        ref.asked.withLock { $0 += 1 }
                        return await watch.atRequest()
                    }
                }
                return await group.reduce(into: [RevisionState]()) { $0.append($1) }
            }
        }
        while ref.asked.withLock({ $0 < 100 }) { await Task.yield() }
        ref.open.finish()
        #expect(await first == .current)
        #expect(await later.value == Array(repeating: .moved(to: "main@2"), count: 100))
        // Two, unless some had not yet come to the watch.
        #expect(ref.begun.withLock { $0.count } < 10)
    }

    @Test func aRemoteRefIsResolvedOnceAnIntervalForRequestsToo() async {
        let (ref, clock) = (Ref(isRemote: true), LocationObserverTests.StoppedClock())
        let watch = RevisionWatch(ref, interval: .seconds(30), clock: clock)
        for (seconds, resolutions) in [(0.0, 1), (29, 1), (1, 2), (29, 2), (-3600, 3)] {
            clock.skip(seconds)
            _ = await watch.atRequest()
            _ = await watch.atObservation()
            #expect(ref.resolutions == resolutions)
        }
        ref.set(.moved(to: "main@2"))
        clock.skip(30)
        #expect(await watch.atRequest() == .moved(to: "main@2"))
    }

    /// A commit is made in a real repository while the run is under way.
    @Test func aCommitMadeDuringTheRunEndsItBeforeItsNextRequest() async throws {
        let repository = try TemporaryRepository()
        try repository.write("fleet.yaml", "a: 1\n")
        try repository.commit("declare")
        let revision = try await GitReader.resolve(
            repository: repository.path, workingDirectory: "/", ref: "HEAD")
        let follower = try #require(
            GitRevisionFollower(
                repository: repository.path, workingDirectory: "/", ref: "HEAD", revision: revision))
        let instances = try LocalCloud.instances(3)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let oid = Mutex<String?>(nil)
        let (reports, audit) = try await LocalCloud.reconcile(
            file, [try LocalCloud.fleet(instances, rollout: Self.oneByOne)], follower: follower
        ) { progress, _ in
            guard case .notice(_, .submitting) = progress else { return }
            oid.withLock { $0 = (try? repository.commit("stop")).map { String($0.prefix(12)) } }
        }
        #expect(audit.upgrades.isEmpty)
        let now = try #require(oid.withLock { $0 })
        #expect(reports.map(\.result) == [.revisionMoved(to: "main@\(now)")])
    }
}
