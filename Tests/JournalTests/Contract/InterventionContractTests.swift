import Fleet
import Foundation
import JournalSupport
import Planning
import Testing

@testable import Journal

/// What people do outside of runs, as every store remembers it.
@Suite struct InterventionContractTests {
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

    @Test(arguments: cases, Store.allCases)
    func aFleetIsPausedByItsOwnPauseAndByThatOfAll(_ item: Case, _ store: Store) async throws {
        let journal = try store.open(in: state)
        for one in item.done { try await journal.append([one]) }
        #expect(try await (journal.pause(ofFleetNamed: "orders", at: .test(10)) != nil) == item.orders)
        #expect(try await (journal.pause(ofFleetNamed: "users", at: .test(10)) != nil) == item.users)
        #expect(try await journal.pauses(at: .test(10)).isEmpty == !(item.orders || item.users))
    }

    @Test func ofSeveralPausesTheLongestIsToldWithTheCancellationOfAny() throws {
        let all = [Self.pause("orders", until: 50, cancels: true), Self.pause(nil)]
        let pause = try #require(all.pause(of: "orders", at: .test(10)))
        #expect((pause.fleet, pause.until, pause.cancelsScheduled) == (nil, nil, true))
    }

    @Test(arguments: Store.allCases)
    func theyAreReadBackNewestFirst(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let retry = Intervention(
            .retry, of: "users", by: Self.ada, at: .test(2), reason: "mended", instances: RandomEntries.instances)
        let all = [Self.pause("orders", until: 7, cancels: true), Self.resume(nil), retry]
        try await journal.append(all)
        #expect(try await journal.interventions(ofFleetsNamed: nil, limit: 9) == all.reversed())
        #expect(try await journal.interventions(ofFleetsNamed: "orders", limit: 9) == [all[1], all[0]])
        #expect(try await journal.interventions(ofFleetsNamed: nil, limit: 1) == [retry])
        #expect(try await journal.pausesAndResumptions() == [all[0], all[1]])
    }

    /// A fleet that only a retry was about is not known by that.
    @Test(arguments: Store.allCases)
    func onlyARunMakesAFleetKnown(_ store: Store) async throws {
        let journal = try store.open(in: state)
        let key = try FleetKey.test("orders")
        try await journal.append([.acknowledged(Acknowledgement(at: .test(0)))], to: key, run: nil)
        try await journal.append([Intervention(.retry, of: "orders", by: Self.ada, at: .test(0), instances: [])])
        #expect(try await journal.fleets() == [key])
        func known(_ name: String?) async throws -> Bool { try await journal.hasRun(ofFleetsNamed: name) }
        #expect(try await [known(nil), known("orders")] == [false, false])
        _ = try await journal.begin(RunStart(fleet: key, revision: "r", host: "h", pid: 1, startedAt: .test(1)))
        #expect(try await [known(nil), known("orders"), known("users")] == [true, true, false])
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
}
