import Fleet
import Foundation
import Manifest
import Report
import TestSupport
import Testing

@Suite struct BumpTextTests {
    private static let first = """
        # 订单 fleet
        apiVersion: dbconverge/v1
        kind: Fleet
        metadata: { name: orders-prod }
        spec:
          region: cn-north-4
          projectID: auto
          kernelVersion: 2.0.72.260100  # raised by hand
          via: [2.0.51.240305]
          instances:

        """
    private static let second = """
        apiVersion: dbconverge/v1
        kind: Fleet
        metadata: { name: stock-prod }
        spec:
          region: cn-north-4
          projectID: auto
          kernelVersion: "2.0.72.260100"
          instances:

        """

    private static func id(_ number: Int) -> String { String(format: "%032din07", number) }

    /// Two fleets: one whose instances all go up, but for one with a version of its own; one with obstacles.
    static func bump(_ standing: (Int) -> RaiseStanding?) throws -> (VersionBump, [InstanceID: String]) {
        let orders =
            first + (1...30).map { "    - { id: \(id($0)) }\n" }.joined()
            + "    - { id: \(id(31)), name: 账本, kernelVersion: '2.0.51.240300' }\n"
        let stock =
            second + (41...64).map { "    - { id: \(id($0)) }\n" }.joined()
            + "    - { id: \(id(65)), kernelVersion: &pinned 2.0.72.260100 }\n    - { id: \(id(66)), kernelVersion: *pinned }"
        let files = [("fleets/orders.yaml", orders), ("fleets/stock.yaml", stock)].map {
            SourceFile(path: $0.0, bytes: Array($0.1.utf8))
        }
        let loaded = ManifestLoader.load(files)
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics.map { $0.rendered(color: false) })")
        var (standings, names): ([InstanceID: RaiseStanding], [InstanceID: String]) = ([:], [:])
        for number in Array(1...31) + Array(41...66) {
            let id = try #require(InstanceID(id(number)))
            standings[id] = standing(number)
            names[id] = number <= 31 ? "orders-\(number)" : "库存-\(number)"
        }
        return (try VersionEditor(files, fleets: loaded.fleets, names: names).raise(standings), names)
    }

    private static let target = RaiseStanding.target(KernelVersion(2, 0, 75, 260400))

    private static func mixed(_ number: Int) -> RaiseStanding? {
        switch number {
        case 31: .stays("it is offered 2.0.51.240305, above 2.0.51.240300, the highest asked for")
        case 45: .stays("the cloud does not have it")
        case 46: .stays("its offer could not be read: 404 DBS.280404 no such instance")
        case 47: .stays("it runs 2.0.72.260100, and nothing newer is offered", isNews: false)
        case 48: .follows("it is suspended")
        case 66: nil
        default: target
        }
    }

    private func layout(_ width: Int) -> Layout {
        Layout(width: width, times: TimeSpelling(now: Date(timeIntervalSince1970: 0), zone: .utc))
    }

    @Test(arguments: [80, 120]) func theDiffIsFollowedByWhatStaysAndWhy(_ width: Int) throws {
        let (bump, names) = try Self.bump(Self.mixed)
        let text = BumpText(layout(width), names: names).render(bump, isWritten: false)
        expectGolden(text, "commands/bump-\(width).txt")
        HostileText.expectSafe(text)
    }

    @Test func aPullRequestGetsTheSame() throws {
        let (bump, names) = try Self.bump(Self.mixed)
        expectGolden(BumpMarkdown(names: names).render(bump, isWritten: true), "commands/bump.md")
        let (empty, _) = try Self.bump { _ in nil }
        #expect(BumpMarkdown().render(empty, isWritten: false) == "Nothing to raise: nothing newer is offered.")
    }

    @Test func programsGetTheSame() throws {
        let (bump, _) = try Self.bump { $0 == 45 ? .stays("the cloud does not have it") : Self.target }
        let document = BumpDocument(bump, isWritten: true, failures: [("billing", "401 APIGW.0301 bad signature")])
        expectGolden(JSONText.render(document), "commands/bump.json")
    }

    @Test func whatIsWrittenAndWhatIsNothingIsSaid() throws {
        let (all, names) = try Self.bump { _ in Self.target }
        let text = BumpText(layout(80), names: names)
        #expect(
            text.render(all, isWritten: true).hasSuffix("\nRaised 4 versions of 57 instances in 2 files."))
        let (none, _) = try Self.bump { _ in
            .stays("it runs 2.0.72.260100, and nothing newer is offered", isNews: false)
        }
        #expect(text.render(none, isWritten: false) == "Nothing to raise: nothing newer is offered.")
        let (kept, _) = try Self.bump { $0 == 65 ? Self.target : nil }
        #expect(text.render(kept, isWritten: false).hasSuffix("\n\nNothing is raised."))
    }

    @Test func hostileTextOfFilesAndCloudsIsOnlyShown() throws {
        for hostile in HostileText.all {
            let (bump, names) = try Self.bump { $0 == 45 ? .stays(hostile) : Self.target }
            let named = names.mapValues { _ in hostile }
            HostileText.expectSafe(BumpText(layout(80), names: named).render(bump, isWritten: false))
            HostileText.expectSafe(BumpMarkdown(names: named).render(bump, isWritten: false))
        }
    }
}
