import Fleet
import Foundation
import Planning
import Reconciler
import Testing

/// What both journals remember of runs and of offTarget.
@Suite struct RunRecordTests {
    enum Kind: CaseIterable { case sqlite, memory }

    let state: TemporaryState
    let id = RandomEntries.instances[0]
    let versions = RandomEntries.versions

    init() throws { state = try TemporaryState() }

    func journal(_ kind: Kind) throws -> any Journal {
        switch kind {
        case .sqlite: try SQLiteJournal.open(in: state.directory)
        case .memory: InMemoryJournal()
        }
    }

    func start(_ fleet: FleetKey, at time: Int) -> RunStart {
        RunStart(fleet: fleet, revision: "main@0123", host: "build-7", pid: 4711, startedAt: .test(time))
    }

    @Test(arguments: Kind.allCases)
    func aRunIsTheOneThatAskedEvenWhenALaterOneFindsOutTheEnd(_ kind: Kind) throws {
        let journal = try journal(kind)
        let fleet = try FleetKey.test("orders")
        let first = try journal.begin(start(fleet, at: 0))
        let submission = Submission(from: versions[0], target: versions[1], declared: versions[2], sentAt: .test(1))
        try journal.append([.intended(id, submission)], to: fleet, run: first)
        let second = try journal.begin(start(fleet, at: 10))
        try journal.append(
            [.concluded(id, sentAt: .test(1), .offTarget(versions[3]), at: .test(11))], to: fleet, run: second)
        let end = RunCompletion(result: "failed", message: "stopped", requests: 0, completed: 1, endedAt: .test(12))
        try journal.complete(second, end)

        let runs = try journal.runs(ofFleetsNamed: "orders", limit: 10)
        #expect(runs.map(\.id) == [second, first])
        #expect(runs.map(\.start.startedAt) == [.test(10), .test(0)])
        #expect(runs.map(\.completion) == [end, nil], "the first was killed")
        #expect(runs[0].upgrades.isEmpty)
        let upgrade = try #require(runs[1].upgrades.first)
        #expect((upgrade.instance, upgrade.from, upgrade.target) == (id, versions[0], versions[1]))
        #expect((upgrade.declared, upgrade.sentAt) == (versions[2], .test(1)))
        #expect((upgrade.outcome, upgrade.detail) == ("offTarget", versions[3].description))
        #expect(upgrade.endedAt == .test(11))
    }

    @Test(arguments: Kind.allCases)
    func aRunRemembersWhoMadeItAndFromWhoseCommit(_ kind: Kind) throws {
        let journal = try journal(kind)
        let fleet = try FleetKey.test("orders")
        let run = RunStart(
            fleet: fleet, revision: "main@0123", host: "build-7", pid: 4711, startedAt: .test(0), user: "ada",
            job: "https://ci/1", author: "Grace")
        _ = try journal.begin(run)
        #expect(try journal.runs(ofFleetsNamed: nil, limit: 1).map(\.start) == [run])
        #expect(try journal.fleets() == [fleet])
    }

    @Test(arguments: Kind.allCases)
    func anUpgradeThatWasGivenUpSaysWhyThoughItHasNotEnded(_ kind: Kind) throws {
        let journal = try journal(kind)
        let fleet = try FleetKey.test("orders")
        let run = try journal.begin(start(fleet, at: 0))
        var submission = Submission(from: versions[0], target: versions[1], declared: versions[1], sentAt: .test(1))
        try journal.append([.intended(id, submission)], to: fleet, run: run)
        #expect(try journal.runs(ofFleetsNamed: nil, limit: 1).first?.upgrades.first?.presumedFailed == nil)
        submission.failure = UpgradeFailure(
            sentAt: .test(1), from: versions[0], declared: versions[1], at: .test(9), reason: Reason(.stuck, "words"))
        try journal.append([.updated(id, submission)], to: fleet, run: run)
        let upgrade = try #require(try journal.runs(ofFleetsNamed: nil, limit: 1).first?.upgrades.first)
        #expect((upgrade.outcome, upgrade.presumedFailed, upgrade.presumedFailedMessage) == (nil, "stuck", "words"))
    }

    @Test(arguments: Kind.allCases)
    func runsAreTheNewestOfAllFleetsOrOfAName(_ kind: Kind) throws {
        let journal = try journal(kind)
        let fleets = [
            try FleetKey.test("orders"), try FleetKey.test("orders", region: "eu-west-101"), try FleetKey.test("users"),
        ]
        for time in 0..<6 { _ = try journal.begin(start(fleets[time % 3], at: time)) }
        func times(_ name: String?, _ limit: Int) throws -> [Date] {
            try journal.runs(ofFleetsNamed: name, limit: limit).map(\.start.startedAt)
        }
        #expect(try times(nil, 4) == [5, 4, 3, 2].map(Date.test))
        #expect(try times("orders", 3) == [4, 3, 1].map(Date.test))
        #expect(try times("nobody", 3) == [])
        #expect(try times(nil, -1) == [])
    }

    @Test(arguments: Kind.allCases)
    func offTargetUpgradesOfOthersAreTheUnacknowledgedOnesOnTheirWayToADeclaredVersion(_ kind: Kind) throws {
        let journal = try journal(kind)
        let (orders, users) = (try FleetKey.test("orders"), try FleetKey.test("users", region: "eu-west-101"))
        for fleet in [users, orders] {
            let submission = Submission(
                from: versions[0], target: versions[1], declared: versions[1], sentAt: .test(1))
            try journal.append(
                [.intended(id, submission), .concluded(id, sentAt: .test(1), .offTarget(versions[3]), at: .test(2))],
                to: fleet, run: nil)
        }
        let offTarget = OffTargetUpgrade(sentAt: .test(1), declared: versions[1], reached: versions[3])
        #expect(
            try journal.offTargetUpgrades(declaring: [versions[1], versions[2]], besides: orders)
                == [OffTargetElsewhere(fleet: users, instance: id, upgrade: offTarget)])
        #expect(
            try journal.offTargetUpgrades(declaring: [versions[1]], besides: .test("other")).map(\.fleet) == [
                orders, users,
            ])
        #expect(try journal.offTargetUpgrades(declaring: [versions[0], versions[3]], besides: orders).isEmpty)
        try journal.append([.acknowledged(Acknowledgement(at: .test(3)))], to: users, run: nil)
        #expect(try journal.offTargetUpgrades(declaring: [versions[1]], besides: orders).isEmpty)
    }

    @Test(arguments: Kind.allCases)
    func whatOtherFleetsAskedForOfLateIsKnownByInstance(_ kind: Kind) throws {
        let journal = try journal(kind)
        let (orders, users) = (try FleetKey.test("orders"), try FleetKey.test("users"))
        for (fleet, times) in [(orders, [1, 4]), (users, [2])] {
            for time in times {
                let submission = Submission(
                    from: versions[0], target: versions[1], declared: versions[1], sentAt: .test(time))
                let run = try journal.begin(start(fleet, at: time))
                try journal.append(
                    [.intended(id, submission), .concluded(id, sentAt: .test(time), .noTrace, at: .test(time + 1))],
                    to: fleet, run: run)
            }
        }
        #expect(try journal.intents(besides: users, since: .test(1)) == [id: .test(4)])
        #expect(try journal.intents(besides: orders, since: .test(1)) == [id: .test(2)])
        #expect(try journal.intents(besides: orders, since: .test(2)).isEmpty)
        #expect(try journal.intents(besides: .test("other"), since: .test(0)) == [id: .test(4)])
    }
}
