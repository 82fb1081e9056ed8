import Fleet
import Foundation
import TestSupport
import Testing

@testable import Planning

/// What two commits declare differently, kind by kind.
@Suite struct FleetChangeTests {
    private static let project = ProjectID("054e292c9880d4992f02c0196d3ea468")
    private static let (old, new) = (KernelVersion(2, 0, 72, 260100), KernelVersion(2, 0, 75, 260400))

    private static func id(_ number: Int) throws -> InstanceID {
        try #require(InstanceID(String(format: "%032din07", number)))
    }

    private static func fleet(
        _ name: String = "orders", _ numbers: [Int], _ change: (inout DesiredFleet) -> Void = { _ in }
    ) throws -> DesiredFleet {
        var fleet = DesiredFleet(
            name: name, location: Location(region: "cn-north-4", project: .id(try #require(project))),
            rollout: RolloutPolicy(name: "careful"),
            instances: try numbers.map { DesiredInstance(id: try id($0), name: "i\($0)", version: old) })
        change(&fleet)
        return fleet
    }

    /// A change of one fleet of two instances, and what is said of it.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout DesiredFleet) -> Void
        var settings: [String] = []
        /// The numbers of the instances that differ.
        var instances: [Int] = []
        var causesUpgrade = false
        var before: @Sendable (inout DesiredFleet) -> Void = { _ in }
    }

    private static let canary = RolloutPolicy.Wave(
        name: "canary", selector: Selector([.init(key: "tier", .in(["canary"]))]), maxUnavailable: .count(1),
        soak: .seconds(86_400 + 43_200))

    static let cases = [
        Case(testDescription: "nothing", change: { _ in }),
        Case(
            testDescription: "version", change: { $0.instances[0].version = new }, instances: [1], causesUpgrade: true),
        Case(
            testDescription: "a version of all", change: { for index in 0...1 { $0.instances[index].version = new } },
            instances: [1, 2], causesUpgrade: true),
        Case(
            testDescription: "via", change: { $0.instances[1].via = [KernelVersion(2, 0, 69, 251000)] }, instances: [2],
            causesUpgrade: true),
        Case(testDescription: "name", change: { $0.instances[0].name = "x" }, instances: [1], causesUpgrade: true),
        Case(testDescription: "labels without a wave", change: { $0.instances[0].labels = ["tier": "canary"] }),
        Case(testDescription: "suspended", change: { $0.instances[0].suspend = true }, instances: [1]),
        Case(
            testDescription: "suspended no longer", change: { $0.instances[0].suspend = false }, instances: [1],
            causesUpgrade: true, before: { $0.instances[0].suspend = true }),
        Case(
            testDescription: "the fleet is suspended", change: { $0.suspend = true },
            settings: ["suspend: nil → true"], instances: [1, 2]),
        Case(
            testDescription: "the fleet is suspended, and an instance was", change: { $0.suspend = true },
            settings: ["suspend: nil → true"], instances: [2],
            before: { $0.instances[0].suspend = true }),
        Case(
            testDescription: "the rollout is suspended no longer", change: { $0.rollout.suspend = false },
            settings: ["rollout: suspend: true → nil"], instances: [1, 2], causesUpgrade: true,
            before: { $0.rollout.suspend = true }),
        Case(
            testDescription: "region", change: { $0.location.region = "cn-east-3" },
            settings: ["region: cn-north-4 → cn-east-3"]),
        Case(
            testDescription: "project", change: { $0.location.project = .auto },
            settings: ["projectID: 054e292c9880d4992f02c0196d3ea468 → auto"]),
        Case(
            testDescription: "credentials", change: { $0.location.credentials = "prod" },
            settings: ["credentials: nil → prod"]),
        Case(
            testDescription: "labels", change: { $0.labels = ["b": "2", "a": "1"] },
            settings: ["labels: nil → a=1, b=2"]
        ),
        Case(
            testDescription: "fleets that go first",
            change: {
                $0.dependsOn = [FleetDependency(fleet: "test", soak: .seconds(86_400)), FleetDependency(fleet: "x")]
            }, settings: ["dependsOn: test → test (soak 1d), x"],
            before: { $0.dependsOn = [FleetDependency(fleet: "test")] }),
        Case(
            testDescription: "it follows nothing any more", change: { $0.dependsOn = [] },
            settings: ["dependsOn: test → nil"], before: { $0.dependsOn = [FleetDependency(fleet: "test")] }),
        Case(
            testDescription: "another rollout", change: { $0.rollout.name = nil },
            settings: ["rollout: careful → the built-in one"]),
        Case(
            testDescription: "a wave in front", change: { $0.rollout.waves.insert(canary, at: 0) },
            settings: [
                "waves: all → canary, all", "wave canary: nil → tier=canary, maxUnavailable 1, soak 1d12h",
            ]),
        Case(
            testDescription: "an instance in another wave",
            change: { $0.instances[0].labels = ["tier": "canary"] }, instances: [1],
            before: { $0.rollout.waves.insert(canary, at: 0) }),
        Case(
            testDescription: "a wave that is gone", change: { $0.rollout.waves.removeLast() },
            settings: [
                "waves: all, rest → all",
                "wave rest: all others, maxUnavailable 10%, soak 0s, optional → nil",
            ], before: { $0.rollout.waves.append(.init(name: "rest", optional: true)) }),
        Case(
            testDescription: "the order of waves", change: { $0.rollout.waves.reverse() },
            settings: ["waves: all, canary → canary, all"],
            before: { $0.rollout.waves = [.init(name: "all", selector: Selector()), canary] }),
        Case(
            testDescription: "what a wave is",
            change: {
                $0.rollout.waves[0].selector = Selector([
                    .init(key: "a", .notIn(["x", "y"])), .init(key: "b", .exists), .init(key: "c", .doesNotExist),
                    .init(key: "d", .in(["2", "1"])), .init(key: "e", .notIn(["z"])),
                ])
                $0.rollout.waves[0].maxUnavailable = .count(3)
                $0.rollout.waves[0].soak = .milliseconds(90_500)
                $0.rollout.waves[0].optional = true
            },
            settings: [
                "wave all: selector: all others → a notin (x,y),b,!c,d in (1,2),e!=z",
                "wave all: maxUnavailable: 10% → 3", "wave all: soak: 0s → 1m30s500ms",
                "wave all: optional: nil → true",
            ], instances: [1, 2]),
        Case(
            testDescription: "limits",
            change: {
                $0.rollout.batchSize = 20
                $0.rollout.maxChanges = .percent(20)
                $0.rollout.failureBudget = .count(2)
                $0.rollout.upgradeTimeout = .seconds(5400)
                $0.rollout.precheck = .required
                $0.rollout.timing = .maintenanceWindow
            },
            settings: [
                "batchSize: 100 → 20", "maxChanges: 100% → 20%", "failureBudget: 0 → 2",
                "timing: immediate → maintenanceWindow", "upgradeTimeout: 2h → 1h30m", "precheck: preferred → required",
            ]),
        Case(
            testDescription: "windows and freezes",
            change: {
                $0.rollout.windows = [
                    .init(
                        days: [.thu, .tue], start: 90, duration: .seconds(10_800), timeZone: .utc,
                        closesBefore: .seconds(2700)),
                    .init(days: [], start: 0, duration: .seconds(60), timeZone: .utc),
                ]
                $0.rollout.freezes = [
                    .init(
                        from: .init(year: 2026, month: 12, day: 20), to: .init(year: 2027, month: 1, day: 5),
                        reason: "the books", timeZone: .utc),
                    .init(from: .init(year: 2027, month: 2, day: 1), to: .init(year: 2027, month: 2, day: 2)),
                ]
            },
            settings: [
                "windows: nil → Tue, Thu 01:30 UTC for 3h, closed 45m early; every day 00:00 UTC for 1m",
                "freezes: nil → 2026-12-20 to 2027-01-05 UTC (the books); 2027-02-01 to 2027-02-02",
            ]),
    ]

    @Test(arguments: cases) func aFleetThatIsKept(_ one: Case) throws {
        let before = try Self.fleet("orders", [1, 2], one.before)
        var after = before
        one.change(&after)
        let changes = FleetChange.all(from: [before], to: [after])
        guard !(one.settings.isEmpty && one.instances.isEmpty) else {
            #expect(changes.isEmpty)
            return
        }
        let change = try #require(changes.first)
        #expect(changes.count == 1 && change.kind == .kept && change.fleet == "orders")
        #expect(change.settings.map { "\($0.setting): \($0.before ?? "nil") → \($0.after ?? "nil")" } == one.settings)
        #expect(try change.instances.map(\.id) == one.instances.map(Self.id))
        for instance in change.instances {
            #expect(instance.causesUpgrade == one.causesUpgrade)
            #expect(instance.before != nil && instance.after != nil)
        }
        // The way back differs in the same places.
        let back = FleetChange.all(from: [after], to: [before])
        #expect(back.first?.instances.map(\.id) == change.instances.map(\.id))
        #expect(Set(back.first?.settings.map(\.setting) ?? []) == Set(change.settings.map(\.setting)))
    }

    @Test func instancesThatComeAndGo() throws {
        let changes = FleetChange.all(
            from: [try Self.fleet("orders", [1, 2])], to: [try Self.fleet("orders", [2, 3])])
        #expect(changes.map(\.fleet) == ["orders"])
        let instances = try #require(changes.first?.instances)
        #expect(try instances.map(\.id) == [1, 3].map(Self.id))
        #expect(instances[0].after == nil && instances[0].before?.version == Self.old && !instances[0].causesUpgrade)
        #expect(instances[1].before == nil && instances[1].causesUpgrade)
    }

    @Test func fleetsThatComeAndGo() throws {
        let changes = FleetChange.all(
            from: [try Self.fleet("a", [1]), try Self.fleet("b", [2])],
            to: [try Self.fleet("b", [2]), try Self.fleet("c", [3])])
        #expect(changes.map(\.fleet) == ["a", "c"])
        #expect(changes.map(\.kind) == [.removed, .added])
        #expect(changes.map(\.instances.count) == [1, 1])
        #expect(changes.allSatisfy { $0.settings.isEmpty })
    }

    @Test func anInstanceThatMovesIsOneChangeOfTheFleetThatHasItNow() throws {
        let before = [try Self.fleet("a", [1, 2]), try Self.fleet("b", [3])]
        let after = [try Self.fleet("a", [1]), try Self.fleet("b", [2, 3])]
        let changes = FleetChange.all(from: before, to: after)
        #expect(changes.map(\.fleet) == ["b"])
        let moved = try #require(changes.first?.instances.first)
        #expect(moved.before?.fleet == "a" && moved.after?.fleet == "b" && !moved.causesUpgrade)
        // Who asks for either of the two sees it.
        for chosen in ["a", "b"] {
            #expect(FleetChange.all(from: before, to: after, chosen: [chosen]).map(\.fleet) == ["b"], "\(chosen)")
        }
    }

    @Test func aFleetThatIsRenamedIsOneThatGoesAndOneThatComes() throws {
        let changes = FleetChange.all(from: [try Self.fleet("a", [1])], to: [try Self.fleet("z", [1])])
        #expect(changes.map(\.fleet) == ["a", "z"] && changes.map(\.kind) == [.removed, .added])
        #expect(changes[0].instances.isEmpty && changes[1].instances.first?.before?.fleet == "a")
    }

    @Test func onlyTheChosenFleetsCount() throws {
        func fleets(_ version: KernelVersion, _ changes: Limit) throws -> [DesiredFleet] {
            try ["a", "b"].enumerated().map { index, name in
                try Self.fleet(name, [index]) {
                    $0.instances[0].version = version
                    $0.rollout.maxChanges = changes
                }
            }
        }
        let (before, after) = (try fleets(Self.old, .count(1)), try fleets(Self.new, .count(2)))
        #expect(FleetChange.all(from: before, to: after).map(\.fleet) == ["a", "b"])
        #expect(FleetChange.all(from: before, to: after, chosen: ["b"]).map(\.fleet) == ["b"])
        #expect(FleetChange.all(from: [], to: after, chosen: ["b"]).map(\.fleet) == ["b"])
        #expect(FleetChange.all(from: before, to: [], chosen: ["b"]).map(\.fleet) == ["b"])
    }

    @Test func fromNothingAllIsNewAndToNothingAllIsGone() throws {
        let fleets = [try Self.fleet("a", [1, 2])]
        #expect(FleetChange.all(from: [], to: fleets).map(\.kind) == [.added])
        #expect(FleetChange.all(from: fleets, to: []).map(\.kind) == [.removed])
        #expect(FleetChange.all(from: [], to: []).isEmpty)
        #expect(FleetChange.all(from: fleets, to: fleets).isEmpty)
    }

    @Test func theOrderOfTheFleetsChangesNothing() throws {
        var random = SplitMix(seed: 5)
        let before = try (0..<8).map { fleet in try Self.fleet("f\(fleet)", (0..<5).map { fleet * 5 + $0 }) }
        var after = before
        for fleet in after.indices where fleet % 2 == 0 { after[fleet].instances[1].version = Self.new }
        after.removeLast()
        let expected = FleetChange.all(from: before, to: after)
        #expect(expected.count == 5)
        for _ in 0..<20 {
            let found = FleetChange.all(
                from: before.shuffled(using: &random), to: after.shuffled(using: &random))
            #expect(found == expected)
        }
    }
}
