import Fleet
import Foundation
import Manifest
import TestSupport
import Testing

@Suite struct LoadingTests {
    @Test func `the whole schema loads, to the letter`() throws {
        let result = ManifestLoader.load([try fixture("good/everything.yaml")])
        try #require(result.diagnostics.map { $0.rendered(color: false) } == [])
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let shanghai = ZoneRules(name: "Asia/Shanghai", initialOffset: 8 * 3600)
        let careful = RolloutPolicy(
            name: "careful",
            waves: [
                .init(
                    name: "canary", selector: Selector([.init(key: "tier", .in(["canary"]))]),
                    maxUnavailable: .count(1), soak: .seconds(86400)),
                .init(name: "rest", maxUnavailable: .percent(10)),
            ],
            batchSize: 20, timing: .immediate,
            windows: [
                .init(
                    days: [.sat, .sun], start: 120, duration: .seconds(4 * 3600), timeZone: shanghai,
                    closesBefore: .seconds(1800))
            ],
            freezes: [
                .init(
                    from: .init(year: 2026, month: 12, day: 24), to: .init(year: 2027, month: 1, day: 2),
                    reason: "year end")
            ],
            failureBudget: .count(2), maxChanges: .percent(30), upgradeTimeout: .seconds(7200), precheck: .preferred,
            suspend: false)
        let expected = DesiredFleet(
            name: "orders-prod", labels: ["env": "prod"],
            location: Location(region: "cn-north-4", project: .id(project), credentials: "prod"), rollout: careful,
            instances: [
                DesiredInstance(
                    id: try #require(InstanceID(orders)), name: "orders-primary", labels: ["tier": "canary"],
                    version: KernelVersion(2, 0, 75, 260400)),
                DesiredInstance(
                    id: try #require(InstanceID(stock)), version: KernelVersion(2, 0, 72, 260100),
                    via: [KernelVersion(2, 0, 51, 240305)], suspend: true),
            ])
        #expect(result.fleets == [expected])
    }

    @Test func `what this version does loads without a complaint`() throws {
        let text = """
            waves: [{ name: everything, maxUnavailable: 3, soak: 1h }]
              batchSize: 7
              timing: maintenanceWindow
              acceptMovingTarget: true
              windows: [{ start: "02:00", duration: 4h, timeZone: Asia/Kathmandu }]
              freezes: [{ from: 2026-12-24, to: 2027-01-02, timeZone: UTC }]
              failureBudget: 5%
              maxChanges: 40%
              upgradeTimeout: 90m
              precheck: required
              suspend: true
            """
        let result = ManifestLoader.load([file(fleet(spec: "rollout: careful") + "---\n" + rollout("\n  " + text))])
        try #require(result.diagnostics.map { $0.rendered(color: false) } == [])
        let expected = RolloutPolicy(
            name: "careful", waves: [.init(name: "everything", maxUnavailable: .count(3), soak: .seconds(3600))],
            batchSize: 7,
            timing: .maintenanceWindow,
            windows: [
                .init(
                    days: [], start: 120, duration: .seconds(4 * 3600),
                    timeZone: ZoneRules(name: "Asia/Kathmandu", initialOffset: 20_700))
            ],
            freezes: [
                .init(
                    from: .init(year: 2026, month: 12, day: 24), to: .init(year: 2027, month: 1, day: 2), timeZone: .utc
                )
            ],
            failureBudget: .percent(5), maxChanges: .percent(40), upgradeTimeout: .seconds(5400), precheck: .required,
            suspend: true)
        #expect(result.fleets.map(\.rollout) == [expected])
    }

    @Test func `a window opens by its own zone's clock, in winter and in summer`() throws {
        let window = "{ days: [Sun], start: \"02:30\", duration: 1h, timeZone: Europe/Berlin }"
        let text = fleet(spec: "rollout: careful") + "---\n" + rollout("{ windows: [\(window)] }")
        let policy = try #require(ManifestLoader.load([file(text)]).fleets.first?.rollout)
        for (now, opens) in [
            ("2026-03-28T00:00:00Z", "2026-03-29T01:00:00Z"), ("2026-07-01T00:00:00Z", "2026-07-05T00:30:00Z"),
            ("2026-10-24T00:00:00Z", "2026-10-25T00:30:00Z"), ("2026-12-01T00:00:00Z", "2026-12-06T01:30:00Z"),
        ] {
            let expected = try Date(opens, strategy: .iso8601)
            #expect(policy.submission(at: try Date(now, strategy: .iso8601)) == .closed(opens: expected))
        }
    }

    @Test(arguments: [
        ("Mon-Fri", [RolloutPolicy.Weekday.mon, .tue, .wed, .thu, .fri]), ("Fri-Mon", [.fri, .sat, .sun, .mon]),
        ("Sat-Sun", [.sat, .sun]), ("Sun-Sat", RolloutPolicy.Weekday.allCases), ("Wed, Fri-Sat", [.wed, .fri, .sat]),
        ("Mon-Tue, Thu-Fri", [.mon, .tue, .thu, .fri]),
    ])
    func `days may be ranges`(text: String, days: [RolloutPolicy.Weekday]) {
        let window = "{ days: [\(text)], start: \"02:00\", duration: 1h30m, timeZone: UTC }"
        let result = ManifestLoader.load([
            file(fleet(spec: "rollout: careful") + "---\n" + rollout("{ windows: [\(window)] }"))
        ])
        #expect(result.diagnostics == [])
        #expect(result.fleets.first?.rollout.windows.map(\.days) == [Set(days)])
        #expect(result.fleets.first?.rollout.windows.map(\.duration) == [.seconds(5400)])
    }

    @Test
    func `a fleet without a rollout has the built-in one, and a rollout without keys is more careful by maxChanges`() {
        #expect(ManifestLoader.load([file(fleet())]).fleets.map(\.rollout) == [.builtIn])
        let result = ManifestLoader.load([file(fleet(spec: "rollout: careful") + "---\n" + rollout("{}"))])
        #expect(result.fleets.map(\.rollout) == [RolloutPolicy(name: "careful", maxChanges: .percent(30))])
    }

    @Test(arguments: [
        ("CRLF", fleet().replacing("\n", with: "\r\n")), ("CR", fleet().replacing("\n", with: "\r")),
        ("a byte order mark", "\u{FEFF}" + fleet()), ("a directive", "%YAML 1.2\n---\n" + fleet()),
        ("empty documents", "---\n# nothing\n---\n" + fleet() + "---\n~\n...\n"),
        ("comments in Chinese", "# 订单\n" + fleet()),
        ("YAML's own tags", fleet().replacing("kind: Fleet", with: "kind: !!str Fleet")),
        ("quotes", fleet().replacing("2.0.75.260400", with: "\"2.0.75.260400\"")),
    ])
    func `text of another shape means the same`(what: String, text: String) {
        let result = ManifestLoader.load([file(text)])
        #expect(result.diagnostics.map { $0.rendered(color: false) } == [])
        #expect(result.fleets == ManifestLoader.load([file(fleet())]).fleets)
    }

    @Test func `JSON is YAML`() {
        let text = """
            {"apiVersion": "dbconverge/v1", "kind": "Fleet", "metadata": {"name": "orders"}, "spec": {"region":
            "cn-north-4", "projectID": "054e292c9880d4992f02c0196d3ea468", "kernelVersion": "2.0.75.260400",
            "instances": [{"id": "\(orders)"}]}}
            """
        #expect(ManifestLoader.load([file(text)]).fleets == ManifestLoader.load([file(fleet())]).fleets)
    }

    @Test func `anchors and aliases are followed`() {
        let instances = """

              - { id: \(orders), kernelVersion: &version 2.0.72.260100, labels: &labels { tier: canary } }
              - { id: \(stock), kernelVersion: *version, labels: *labels }
            """
        let result = ManifestLoader.load([file(fleet(instances: instances))])
        #expect(result.diagnostics.map { $0.rendered(color: false) } == [])
        #expect(
            result.fleets.first?.instances.map(\.version) == Array(repeating: KernelVersion(2, 0, 72, 260100), count: 2)
        )
        #expect(result.fleets.first?.instances.map(\.labels) == Array(repeating: ["tier": "canary"], count: 2))
    }

    @Test func `a project id that looks like a number keeps its spelling`() {
        for id in ["00000000000000000000000000000010", "1234567890123456789012345678e012"] {
            let text = fleet().replacing("054e292c9880d4992f02c0196d3ea468", with: id)
            #expect(ManifestLoader.load([file(text)]).fleets.first?.location.project == ProjectID(id).map { .id($0) })
        }
    }

    @Test func `a fleet's stop serves the instances whose version lies above it`() {
        let spec = "via: [2.0.51.240305, 2.0.72.260100]"
        let instances = "[{ id: \(orders) }, { id: \(stock), kernelVersion: 2.0.69.251000, via: [2.0.42.230600] }]"
        let result = ManifestLoader.load([file(fleet(spec: spec, instances: instances))])
        #expect(result.diagnostics == [])
        let via = Dictionary(
            uniqueKeysWithValues: (result.fleets.first?.instances ?? []).map { ($0.id.description, $0.via) })
        #expect(via[orders] == [KernelVersion(2, 0, 51, 240305), KernelVersion(2, 0, 72, 260100)])
        #expect(via[stock] == [KernelVersion(2, 0, 51, 240305), KernelVersion(2, 0, 42, 230600)])
    }

    @Test func `fleets come in the order of their names, from any order of files`() {
        let files = [
            file(fleet("b", instances: "[{ id: \(orders) }]"), path: "1.yaml"),
            file(fleet("a", instances: "[{ id: \(stock) }]"), path: "2.yaml"),
        ]
        #expect(ManifestLoader.load(files).fleets.map(\.name) == ["a", "b"])
        #expect(ManifestLoader.load(files.reversed()).fleets == ManifestLoader.load(files).fleets)
    }
}
