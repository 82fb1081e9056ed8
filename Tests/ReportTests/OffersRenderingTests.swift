import Fleet
import Foundation
import TestSupport
import Testing
import Text

@testable import Reconciler
@testable import Report

/// What is read of offers.
@Suite struct OffersRenderingTests {
    static func report(_ text: String? = nil) throws -> OffersReport {
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let (old, stop) = (KernelVersion(2, 0, 69, 251000), KernelVersion(2, 0, 72, 260100))
        let (declared, beyond) = (KernelVersion(2, 0, 75, 260400), KernelVersion(2, 0, 78, 260700))
        var number = 0
        func one(
            _ name: String?, _ current: KernelVersion?, _ reading: InstanceOffer.Reading,
            _ declared: KernelVersion? = KernelVersion(2, 0, 75, 260400)
        ) throws -> InstanceOffer {
            number += 1
            return InstanceOffer(
                id: try #require(InstanceID(String(format: "%032din07", number))), name: text ?? name,
                current: text ?? current?.description, declared: declared, reading: reading)
        }
        var orders = [
            try one("archive", old, .offered(stop)), try one("primary", declared, .offered(beyond)),
            try one("订单数据库-主节点-华北-北京四-用于生产环境的主库", declared, .offered(beyond)),
            try one("gone", nil, .missing), try one("carts", beyond, .nothing),
            try one(
                "search", stop,
                .unreadable(
                    text
                        ?? "read the offer for 6 (GET /v3/{project}/instances/{instance}/database-version): 500 DBS.200005: the service is busy; try again later"
                )),
        ]
        for index in 10..<58 { orders.append(try one("orders-\(index)", stop, .offered(declared))) }
        let stray = [try one("stray", old, .offered(beyond), nil), try one(nil, stop, .nothing, nil)]
        return OffersReport(
            groups: [
                OfferGroup(fleet: text ?? "orders", region: text ?? "cn-north-4", project: project, instances: orders),
                OfferGroup(fleet: nil, region: text ?? "cn-north-4", project: project, instances: stray),
            ],
            failures: [PlanReport.Failure(fleet: text ?? "users", message: text ?? "could not connect within 10 s")],
            calls: 55)
    }

    @Test(arguments: [80, 120]) func itFitsTheTerminal(width: Int) throws {
        let text = OffersText(Layout(width: width, times: .sample)).render(
            try Self.report(), revision: SampleStatus.revision)
        expectGolden(text, "commands/offers-\(width).txt")
        for line in text.split(separator: "\n") { #expect(line.displayWidth <= width, "\(line)") }
        #expect(text.split(separator: "\n").count <= 25, "equal rows are folded")
    }

    @Test func theOtherFormats() throws {
        let report = try Self.report()
        let wide = OffersText(Layout(times: .sample, isWide: true)).render(report, revision: SampleStatus.revision)
        expectGolden(wide, "commands/offers-wide.txt")
        for one in report.groups.flatMap(\.instances) { #expect(wide.contains(one.id.description)) }
        expectGolden(OffersMarkdown().render(report, revision: SampleStatus.revision), "commands/offers.md")
        var short = report
        short.groups[0].instances.removeSubrange(8...)
        expectGolden(JSONText.render(OffersDocument(short, revision: SampleStatus.revision)), "commands/offers.json")
    }

    @Test func ofWhatIsAvailableOnlyThatAndWhatIsNotKnownIsLeft() throws {
        var report = try Self.report().onlyAvailable
        #expect(!report.groups.flatMap(\.instances).contains { $0.reading == .nothing || $0.reading == .missing })
        #expect(report.groups[0].instances.contains { $0.name == "search" })
        report.groups[1].instances = []
        #expect(OffersText(.sample).render(report, revision: "r").contains("nothing is offered"))
    }

    @Test func theOrderOfTheInstancesChangesNothing() throws {
        let report = try Self.report()
        func answers(_ report: OffersReport) -> [String] {
            [
                OffersText(.sample).render(report, revision: "r"), OffersMarkdown().render(report, revision: "r"),
                OffersText(Layout(times: .sample, isWide: true)).render(report, revision: "r"),
            ]
        }
        let expected = answers(report)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var shuffled = report
            for index in shuffled.groups.indices { shuffled.groups[index].instances.shuffle(using: &random) }
            #expect(answers(shuffled) == expected)
        }
    }

    @Test(arguments: HostileText.all) func namesAndErrorsPlayNoTricks(text: String) throws {
        let (plain, hostile) = (try Self.report("x"), try Self.report(text))
        let layout = Layout(times: .sample, isWide: true)
        HostileText.expectSafe(
            OffersText(layout).render(hostile, revision: text),
            lines: HostileText.lines(OffersText(layout).render(plain, revision: "x")))
        HostileText.expectSafe(OffersText(.sample).render(hostile, revision: text))
        HostileText.expectSafe(
            OffersMarkdown().render(hostile, revision: text),
            lines: HostileText.lines(OffersMarkdown().render(plain, revision: "x")))
        HostileText.expectSafe(JSONText.render(OffersDocument(hostile, revision: text)))
    }
}
