import Fleet
import Foundation
import Journal
import JournalSupport
import Planning
import Testing

/// What every store remembers of runs and of off-target upgrades.
@Suite struct RunRecordContractTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    let id = RandomEntries.instances[0]
    let versions = RandomEntries.versions

    func start(_ fleet: FleetKey, at time: Int) -> RunStart {
        RunStart(fleet: fleet, revision: "main@0123", host: "build-7", pid: 4711, startedAt: .test(time))
    }

    @Test(arguments: Store.allCases)
    func aRunIsTheOneThatAskedEvenWhenALaterOneFindsOutTheEnd(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let fleet = try FleetKey.test("orders")
        let first = try await journal.begin(start(fleet, at: 0))
        let submission = Submission(from: versions[0], target: versions[1], declared: versions[2], sentAt: .test(1))
        try await journal.append([.intended(id, submission)], to: fleet, run: first)
        let second = try await journal.begin(start(fleet, at: 10))
        try await journal.append(
            [.concluded(id, sentAt: .test(1), .offTarget(versions[3]), at: .test(11))], to: fleet, run: second)
        let end = RunCompletion(result: "failed", message: "stopped", requests: 0, completed: 1, endedAt: .test(12))
        try await journal.complete(second, end)

        let runs = try await journal.runs(ofFleetsNamed: "orders", limit: 10)
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

    @Test(arguments: Store.allCases)
    func aRunRemembersWhoMadeItAndFromWhoseCommit(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let fleet = try FleetKey.test("orders")
        let run = RunStart(
            fleet: fleet, revision: "main@0123", host: "build-7", pid: 4711, startedAt: .test(0), user: "ada",
            job: "https://ci/1", author: "Grace")
        _ = try await journal.begin(run)
        #expect(try await journal.runs(ofFleetsNamed: nil, limit: 1).map(\.start) == [run])
        #expect(try await journal.fleets() == [fleet])
    }

    @Test(arguments: Store.allCases)
    func theRunsOfAPlanAreThoseThatAppliedIt(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let fleet = try FleetKey.test("orders")
        func begin(_ digest: String?, at time: Int) async throws -> RunID {
            var run = start(fleet, at: time)
            run.planDigest = digest
            return try await journal.begin(run)
        }
        let first = try await begin("sha256:1", at: 0)
        let submission = Submission(from: versions[0], target: versions[1], declared: versions[2], sentAt: .test(1))
        try await journal.append([.intended(id, submission)], to: fleet, run: first)
        _ = try await begin(nil, at: 10)
        _ = try await begin("sha256:2", at: 20)
        let last = try await begin("sha256:1", at: 30)
        let reopened = try store.reopen(journal, in: state)
        let runs = try await reopened.runs(applyingPlan: "sha256:1")
        #expect(runs.map(\.id) == [first, last])
        #expect(runs.map(\.start.planDigest) == ["sha256:1", "sha256:1"])
        #expect(runs.map(\.upgrades.count) == [1, 0])
        #expect(try await reopened.runs(applyingPlan: "sha256:3").isEmpty)
        #expect(
            try await reopened.runs(ofFleetsNamed: nil, limit: 9).map(\.start.planDigest) == [
                "sha256:1", "sha256:2", nil, "sha256:1",
            ])
    }

    @Test(arguments: Store.allCases)
    func anUpgradeThatWasGivenUpSaysWhyThoughItHasNotEnded(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let fleet = try FleetKey.test("orders")
        let run = try await journal.begin(start(fleet, at: 0))
        var submission = Submission(from: versions[0], target: versions[1], declared: versions[1], sentAt: .test(1))
        try await journal.append([.intended(id, submission)], to: fleet, run: run)
        #expect(try await journal.runs(ofFleetsNamed: nil, limit: 1).first?.upgrades.first?.presumedFailed == nil)
        submission.failure = UpgradeFailure(
            sentAt: .test(1), from: versions[0], declared: versions[1], at: .test(9), reason: Reason(.stuck, "words"))
        try await journal.append([.updated(id, submission)], to: fleet, run: run)
        let upgrade = try #require(try await journal.runs(ofFleetsNamed: nil, limit: 1).first?.upgrades.first)
        #expect((upgrade.outcome, upgrade.presumedFailed, upgrade.presumedFailedMessage) == (nil, "stuck", "words"))
    }

    /// The first three completed, the second of them in its maintenance window; the others failed, ended elsewhere, took
    /// no time or still run.
    @Test(arguments: Store.allCases)
    func theDurationsOfCompletedUpgradesAreKnownTheNewestFirst(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let (orders, users) = (try FleetKey.test("orders"), try FleetKey.test("users"))
        let upgrades: [(delay: Bool, end: SubmissionOutcome?, seconds: Int)] = [
            (false, .completed(versions[1]), 600), (true, .completed(versions[1]), 7000),
            (false, .completed(versions[1]), 900), (false, .failed(Reason(.failed, "words")), 100),
            (false, .offTarget(versions[3]), 100), (false, .completed(versions[1]), 0), (false, nil, 0),
        ]
        for (number, upgrade) in upgrades.enumerated() {
            let sentAt = Date.test(number * 10_000)
            let id = RandomEntries.instances[number % RandomEntries.instances.count]
            let submission = Submission(
                from: versions[0], target: versions[1], declared: versions[1], delay: upgrade.delay, sentAt: sentAt)
            try await journal.append([.intended(id, submission)], to: orders, run: nil)
            guard let end = upgrade.end else { continue }
            let endedAt = sentAt.addingTimeInterval(Double(upgrade.seconds))
            try await journal.append(
                [.concluded(id, sentAt: sentAt, end, at: endedAt)], to: orders, run: nil)
        }
        #expect(try await journal.completedDurations(of: orders, limit: 9) == [.seconds(900), .seconds(600)])
        #expect(try await journal.completedDurations(of: orders, limit: 1) == [.seconds(900)])
        #expect(try await journal.completedDurations(of: orders, limit: -1) == [])
        #expect(try await journal.completedDurations(of: users, limit: 9) == [])
    }

    @Test(arguments: Store.allCases)
    func runsAreTheNewestOfAllFleetsOrOfAName(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let fleets = [
            try FleetKey.test("orders"), try FleetKey.test("orders", region: "eu-west-101"), try FleetKey.test("users"),
        ]
        for time in 0..<6 { _ = try await journal.begin(start(fleets[time % 3], at: time)) }
        func times(_ name: String?, _ limit: Int) async throws -> [Date] {
            try await journal.runs(ofFleetsNamed: name, limit: limit).map(\.start.startedAt)
        }
        #expect(try await times(nil, 4) == [5, 4, 3, 2].map(Date.test))
        #expect(try await times("orders", 3) == [4, 3, 1].map(Date.test))
        #expect(try await times("unknown", 3) == [])
        #expect(try await times(nil, -1) == [])
    }

    @Test(arguments: Store.allCases)
    func offTargetUpgradesOfOthersAreTheUnacknowledgedOnesOnTheirWayToADeclaredVersion(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let (orders, users) = (try FleetKey.test("orders"), try FleetKey.test("users", region: "eu-west-101"))
        for fleet in [users, orders] {
            let submission = Submission(
                from: versions[0], target: versions[1], declared: versions[1], sentAt: .test(1))
            try await journal.append(
                [.intended(id, submission), .concluded(id, sentAt: .test(1), .offTarget(versions[3]), at: .test(2))],
                to: fleet, run: nil)
        }
        let offTarget = OffTargetUpgrade(sentAt: .test(1), declared: versions[1], reached: versions[3], at: .test(2))
        #expect(
            try await journal.offTargetUpgrades(declaring: [versions[1], versions[2]], besides: orders)
                == [OffTargetElsewhere(fleet: users, instance: id, upgrade: offTarget)])
        #expect(
            try await journal.offTargetUpgrades(declaring: [versions[1]], besides: .test("other")).map(\.fleet) == [
                orders, users,
            ])
        #expect(try await journal.offTargetUpgrades(declaring: [versions[0], versions[3]], besides: orders).isEmpty)
        try await journal.append([.acknowledged(Acknowledgement(at: .test(3)))], to: users, run: nil)
        #expect(try await journal.offTargetUpgrades(declaring: [versions[1]], besides: orders).isEmpty)
    }

    @Test(arguments: Store.allCases)
    func whatOtherFleetsAskedForOfLateIsKnownByInstance(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let (orders, users) = (try FleetKey.test("orders"), try FleetKey.test("users"))
        for (fleet, times) in [(orders, [1, 4]), (users, [2])] {
            for time in times {
                let submission = Submission(
                    from: versions[0], target: versions[1], declared: versions[1], sentAt: .test(time))
                let run = try await journal.begin(start(fleet, at: time))
                try await journal.append(
                    [.intended(id, submission), .concluded(id, sentAt: .test(time), .noTrace, at: .test(time + 1))],
                    to: fleet, run: run)
            }
        }
        // A large fleet's are found in another way.
        let others = (0..<1000).compactMap { InstanceID(String(format: "%030dffin07", $0)) }
        for ids in [[id], Set(others + [id])] {
            #expect(try await journal.intents(of: ids, besides: users, since: .test(1)) == [id: .test(4)])
            #expect(try await journal.intents(of: ids, besides: orders, since: .test(1)) == [id: .test(2)])
            #expect(try await journal.intents(of: ids, besides: orders, since: .test(2)).isEmpty)
            #expect(try await journal.intents(of: ids, besides: .test("other"), since: .test(0)) == [id: .test(4)])
        }
        for ids in [[], Set(others)] {
            #expect(try await journal.intents(of: ids, besides: users, since: .test(0)).isEmpty)
        }
    }

    @Test(arguments: Store.allCases)
    func theSignaturesForWhichARevisionWasBelievedAreKept(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let fleet = try FleetKey.test("orders")
        let ssh = RevisionSignature(kind: "ssh", signer: "ops@example.org", fingerprint: "SHA256:x/y+z")
        let openpgp = RevisionSignature(kind: "openpgp", signer: "Änne \"A\" <a@b>\n", fingerprint: "0123")
        let all = [
            RevisionSignatures(), RevisionSignatures(commit: ssh), RevisionSignatures(tag: openpgp),
            RevisionSignatures(commit: ssh, tag: openpgp),
        ]
        for (time, signatures) in all.enumerated() {
            var run = start(fleet, at: time)
            run.signatures = signatures
            _ = try await journal.begin(run)
        }
        let reopened = try store.reopen(journal, in: state)
        #expect(try await reopened.runs(ofFleetsNamed: nil, limit: 9).map(\.start.signatures) == all.reversed())
        #expect(try await reopened.overview(of: fleet, endings: 1).latest?.start.signatures == all[3])
    }
}
