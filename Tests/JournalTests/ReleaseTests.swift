import Fleet
import Foundation
import Journal
import JournalSupport
import Planning
import Testing

/// What is remembered of an instance that has moved belongs to the fleet that declares it now, before its first run
/// too.
@Suite struct ReleaseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var location: Location
        var isSame: Bool
    }

    static func cases() throws -> [Case] {
        let key = try FleetKey.test("orders")
        let project = ProjectReference.id(try #require(FleetKey.project))
        let elsewhere = try #require(ProjectID(String(repeating: "1", count: 32)))
        return [
            Case(testDescription: "same", location: Location(region: key.region, project: project), isSame: true),
            Case(
                testDescription: "with a profile",
                location: Location(region: key.region, project: project, credentials: "ops"), isSame: true),
            Case(testDescription: "auto", location: Location(region: key.region, project: .auto), isSame: true),
            Case(
                testDescription: "another project", location: Location(region: key.region, project: .id(elsewhere)),
                isSame: false),
            Case(
                testDescription: "another region", location: Location(region: "eu-west-0", project: project),
                isSame: false),
        ]
    }

    @Test(arguments: try cases()) func whatHasMovedIsNoLongerTheFleetsToAcknowledge(_ one: Case) async throws {
        let journal = InMemoryJournal()
        let (stays, moved) = (RandomEntries.instances[0], RandomEntries.instances[1])
        let (old, heir) = (try FleetKey.test("orders"), try FleetKey.test("other"))
        let version = KernelVersion(2, 0, 72, 260100)
        for id in [stays, moved] {
            let failure = UpgradeFailure(
                sentAt: .test(1), from: version, declared: version, at: .test(2), reason: Reason(.failed, "f"))
            try journal.append([.found(id, failure)], to: old, run: nil)
        }
        let fleets = [
            (old, stays, Location(region: old.region, project: .id(try #require(FleetKey.project)))),
            (heir, moved, one.location),
        ]
        .map { key, id, location in
            DesiredFleet(
                name: key.name, location: location,
                rollout: RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))]),
                instances: [DesiredInstance(id: id, name: nil, version: version)])
        }
        try await journal.release(from: old, whatMovedTo: fleets, at: .unset)
        #expect(journal.fleetState(of: old).failures.keys.sorted() == (one.isSame ? [stays] : [stays, moved]))
        #expect(journal.fleetState(of: heir).failures.keys.sorted() == (one.isSame ? [moved] : []))
    }
}
