import Fleet
import Foundation
import Journal
import JournalSupport
import Planning
import Reconciler
import Testing

@testable import dbconverge

/// What `resume` ends, and what it says of it. A run of `orders` is in the journal.
@Suite struct ResumptionTests {
    static let by = Operator(user: "ada", host: "build-7")
    static let at = Date(timeIntervalSince1970: 1_798_135_252)
    static let when = "2026-12-24 18:00 UTC"

    static func did(_ kind: Intervention.Kind, _ fleet: String?, _ reason: String = "r") -> Intervention {
        Intervention(kind, of: fleet, by: by, at: at, reason: reason)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var done: [Intervention]
        var resumed: String?
        var lines: [String]
        var isEvent = true
    }

    static let cases: [Case] = [
        Case(
            testDescription: "its own pause", done: [did(.pause, "orders")], resumed: "orders",
            lines: ["orders: resumed; it was paused by ada on build-7 at \(when): r"]),
        Case(
            testDescription: "one of all", done: [did(.pause, nil)], resumed: "orders",
            lines: [
                "orders: resumed, while the others stay so: all fleets are paused by ada on build-7 at \(when): r"
            ]),
        Case(
            testDescription: "both", done: [did(.pause, nil, "all"), did(.pause, "orders", "own")], resumed: "orders",
            lines: [
                "orders: resumed, while the others stay so: all fleets are paused by ada on build-7 at \(when): all",
                "orders: resumed; it was paused by ada on build-7 at \(when): own",
            ]),
        Case(
            testDescription: "every pause", done: [did(.pause, nil, "all"), did(.pause, "users", "own")], resumed: nil,
            lines: [
                "all fleets: resumed; they were paused by ada on build-7 at \(when): all",
                "users: resumed; it was paused by ada on build-7 at \(when): own",
            ]),
        Case(
            testDescription: "a fleet that has had no run, by its own pause", done: [did(.pause, "new")],
            resumed: "new", lines: ["new: resumed; it was paused by ada on build-7 at \(when): r"]),
        Case(
            testDescription: "a slip", done: [did(.pause, nil)], resumed: "oders",
            lines: ["oders: nothing is resumed: the journal knows no run and no pause of it"], isEvent: false),
        Case(
            testDescription: "a fleet that is not paused", done: [did(.pause, "users")], resumed: "orders",
            lines: ["orders: not paused"], isEvent: false),
        Case(
            testDescription: "nothing", done: [], resumed: nil, lines: ["all fleets: not paused"], isEvent: false),
    ]

    @Test(arguments: cases) func everyPauseThatEndsIsToldAndWhatEndsNoneIsNoEvent(_ item: Case) async throws {
        let journal = InMemoryJournal()
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        try await journal.begin(
            RunStart(
                fleet: FleetKey(region: "cn-north-4", project: project, name: "orders"), revision: "r", host: "h",
                pid: 1, startedAt: Self.at))
        for one in item.done { journal.append([one]) }
        let resumption = try await Resumption(of: item.resumed, journal, at: Self.at)
        #expect(resumption.lines.map(\.text) == item.lines)
        #expect(resumption.ended.isEmpty != item.isEvent)
    }
}
