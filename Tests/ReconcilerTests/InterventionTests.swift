import Fleet
import Foundation
import Planning
import Simulator
import Testing

@testable import Reconciler

/// What people do outside of runs, in both journals, and what runs make of a pause.
@Suite struct InterventionTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    static let ada = Operator(user: "ada", host: "build-7", job: "https://ci/1")

    static func pause(_ fleet: String?, until: Int? = nil, cancels: Bool = false) -> Intervention {
        Intervention(
            .pause, of: fleet, by: ada, at: .test(0), reason: "r", until: until.map(Date.test),
            cancelsScheduled: cancels)
    }

    static func resume(_ fleet: String?) -> Intervention { Intervention(.resume, of: fleet, by: ada, at: .test(1)) }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var done: [Intervention]
        var orders: Bool
        var users: Bool
    }

    static let cases: [Case] = [
        Case(testDescription: "nothing", done: [], orders: false, users: false),
        Case(testDescription: "one fleet", done: [pause("orders")], orders: true, users: false),
        Case(testDescription: "all", done: [pause(nil)], orders: true, users: true),
        Case(testDescription: "all but one", done: [pause(nil), resume("orders")], orders: false, users: true),
        Case(testDescription: "again", done: [resume("orders"), pause("orders")], orders: true, users: false),
        Case(
            testDescription: "both, one resumed", done: [pause("orders"), pause(nil), resume("orders")],
            orders: false, users: true),
        Case(
            testDescription: "both, all resumed", done: [pause("orders"), pause(nil), resume(nil)],
            orders: false, users: false),
        Case(testDescription: "another resumed", done: [pause("orders"), resume("users")], orders: true, users: false),
        Case(testDescription: "over", done: [pause("orders", until: 10)], orders: false, users: false),
        Case(testDescription: "not over", done: [pause("orders", until: 11)], orders: true, users: false),
        Case(
            testDescription: "one of all that is over leaves the fleet's own",
            done: [pause("orders"), pause(nil, until: 5)], orders: true, users: false),
        Case(
            testDescription: "a second one shortens the first", done: [pause("orders"), pause("orders", until: 5)],
            orders: false, users: false),
    ]

    @Test(arguments: cases, RunRecordTests.Kind.allCases)
    func aFleetIsPausedByItsOwnPauseAndByThatOfAll(_ item: Case, _ kind: RunRecordTests.Kind) throws {
        let journal: any Journal =
            kind == .sqlite ? try SQLiteJournal.open(in: state.directory) : InMemoryJournal()
        for one in item.done { try journal.append([one]) }
        #expect(try (journal.pause(ofFleetNamed: "orders", at: .test(10)) != nil) == item.orders)
        #expect(try (journal.pause(ofFleetNamed: "users", at: .test(10)) != nil) == item.users)
        #expect(try journal.pauses(at: .test(10)).isEmpty == !(item.orders || item.users))
    }

    @Test func ofSeveralPausesTheLongestIsToldWithTheCancellationOfAny() throws {
        let all = [Self.pause("orders", until: 50, cancels: true), Self.pause(nil)]
        let pause = try #require(all.pause(of: "orders", at: .test(10)))
        #expect((pause.fleet, pause.until, pause.cancelsScheduled) == (nil, nil, true))
    }

    @Test(arguments: RunRecordTests.Kind.allCases)
    func theyAreReadBackNewestFirst(_ kind: RunRecordTests.Kind) throws {
        let journal: any Journal =
            kind == .sqlite ? try SQLiteJournal.open(in: state.directory) : InMemoryJournal()
        let retry = Intervention(
            .retry, of: "users", by: Self.ada, at: .test(2), reason: "mended", instances: RandomEntries.instances)
        let all = [Self.pause("orders", until: 7, cancels: true), Self.resume(nil), retry]
        try journal.append(all)
        #expect(try journal.interventions(ofFleetsNamed: nil, limit: 9) == all.reversed())
        #expect(try journal.interventions(ofFleetsNamed: "orders", limit: 9) == [all[1], all[0]])
        #expect(try journal.interventions(ofFleetsNamed: nil, limit: 1) == [retry])
        #expect(try journal.pausesAndResumptions() == [all[0], all[1]])
    }

    /// A fleet that only a retry was about is not known by that.
    @Test(arguments: RunRecordTests.Kind.allCases)
    func onlyARunMakesAFleetKnown(_ kind: RunRecordTests.Kind) throws {
        let journal: any Journal =
            kind == .sqlite ? try SQLiteJournal.open(in: state.directory) : InMemoryJournal()
        let key = try FleetKey.test("orders")
        try journal.append([.acknowledged(Acknowledgement(at: .test(0)))], to: key, run: nil)
        try journal.append([Intervention(.retry, of: "orders", by: Self.ada, at: .test(0), instances: [])])
        #expect(try journal.fleets() == [key])
        #expect(try !journal.hasRun(ofFleetsNamed: nil) && !journal.hasRun(ofFleetsNamed: "orders"))
        _ = try journal.begin(RunStart(fleet: key, revision: "r", host: "h", pid: 1, startedAt: .test(1)))
        #expect(try journal.hasRun(ofFleetsNamed: nil) && journal.hasRun(ofFleetsNamed: "orders"))
        #expect(try !journal.hasRun(ofFleetsNamed: "users"))
    }

    @Test(
        arguments: [
            ([:], nil), (["CI_JOB_URL": "https://lab/1"], "https://lab/1"),
            (
                ["GITHUB_SERVER_URL": "https://hub", "GITHUB_REPOSITORY": "o/r", "GITHUB_RUN_ID": "7"],
                "https://hub/o/r/actions/runs/7"
            ), (["GITHUB_SERVER_URL": "https://hub", "GITHUB_REPOSITORY": "o/r"], nil),
            (["BUILD_URL": "https://jenkins/1/"], "https://jenkins/1/"), (["CI_JOB_URL": ""], nil),
        ] as [([String: String], String?)])
    func theJobOfACIIsKnownByItsVariables(environment: [String: String], address: String?) {
        #expect(Operator.current(environment: environment).job == address)
    }

    @Test func theUserBeforeSudoIsToldToo() {
        let own = Operator.current(environment: [:]).user
        #expect(!own.isEmpty)
        #expect(Operator.current(environment: ["SUDO_USER": "ada"]).user == "\(own) (sudo by ada)")
    }

    /// The pause comes when the intent is durable and the call is about to leave.
    @Test(arguments: ["orders", nil]) func aPauseKeepsBackTheVeryNextRequest(fleet: String?) async throws {
        let instances = try LocalCloud.instances(2)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let journal = InMemoryJournal()
        let (reports, audit) = try await LocalCloud.reconcile(
            file, [try LocalCloud.fleet(instances)], state: StateStore(journal: journal)
        ) { progress, _ in
            if case .notice(_, .submitting) = progress { journal.append([Self.pause(fleet)]) }
        }
        #expect(reports.map(\.result) == [.attention])
        #expect(reports.first?.plan?.paused?.reason == "r")
        #expect(reports.first?.plan?.instances.map(\.action.reason?.code) == [.paused, .paused])
        #expect(audit.upgrades.isEmpty)
    }

    /// A fleet of which a part is suspended has not converged as a whole.
    @Test(arguments: [(1, "in sync but for 1 suspended"), (0, nil)])
    func theRecordOfARunSaysWhatItLeftOut(suspended: Int, words: String?) async throws {
        var instances = try LocalCloud.instances(2, version: LocalCloud.declared, offers: [])
        if suspended > 0 { instances[0] = try LocalCloud.instances(1)[0] }
        let first = instances[0].id
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let fleet = try LocalCloud.fleet(instances) { $0.suspend = suspended > 0 && $0.id == first }
        let journal = InMemoryJournal()
        _ = try await LocalCloud.reconcile(file, [fleet], state: StateStore(journal: journal))
        let end = try #require(journal.runs(ofFleetsNamed: nil, limit: 1).first?.completion)
        #expect(end.result == "converged")
        #expect(end.message == words)
    }

    @Test func anUpgradeThatRunsIsSeenToItsEndAndTheRestIsHeld() async throws {
        let instances = try LocalCloud.instances(2)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let fleet = try LocalCloud.fleet(
            instances, rollout: RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))], precheck: .off))
        let journal = InMemoryJournal()
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet], state: StateStore(journal: journal)) {
            progress, server in
            if case .counts = progress, !server.audit().upgrades.isEmpty {
                journal.append([Self.pause("orders")])
            }
        }
        #expect(reports.map(\.completed) == [1])
        #expect(reports.map(\.result) == [.attention])
        #expect(audit.instances.map(\.requests).reduce(0, +) == 1)
    }
}
