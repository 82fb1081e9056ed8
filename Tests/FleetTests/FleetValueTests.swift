import Fleet
import Testing

@Suite struct FleetValueTests {
    @Test(arguments: [
        ("6754902da1f447269c6979b0590102a5in07", true), ("6754902da1f447269c6979b0590102a5in0", false),
        ("6754902da1f447269c6979b0590102a5in08", false), ("6754902da1f447269c6979b0590102a-in07", false),
        ("", false), ("6754902da1f447269c6979b0590102é5in07", false),
    ])
    func instanceIDs(_ row: (String, Bool)) {
        #expect((InstanceID(row.0) != nil) == row.1)
    }

    @Test(arguments: [
        ("054e292c9880d4992f02c0196d3ea468", true), ("054e292c9880d4992f02c0196d3ea46", false),
        ("054e292c9880d4992f02c0196d3ea46/", false), ("", false),
    ])
    func projectIDs(_ row: (String, Bool)) {
        #expect((ProjectID(row.0) != nil) == row.1)
    }

    @Test(arguments: [
        (Limit.percent(10), 0, 1), (.percent(10), 9, 1), (.percent(10), 19, 1), (.percent(10), 20, 2),
        (.percent(100), 7, 7), (.percent(0), 1000, 0), (.count(3), 2, 3), (.count(0), 50, 0),
    ])
    func limitsRoundDownToAtLeastOne(_ row: (Limit, Int, Int)) {
        #expect(row.0.of(row.1) == row.2)
    }

    @Test(arguments: [
        ("normal", InstanceStatus.Fitness.healthy), ("ACTIVE", .healthy), ("abnormal", .unfit), ("FROZEN", .unfit),
        ("STORAGE FULL", .unfit), ("createfail", .unfit), ("MODIFYING", .busy), ("BACKING UP", .busy),
        ("never heard of", .busy), ("", .busy),
    ])
    func unknownStatusesAreBusy(_ row: (String, InstanceStatus.Fitness)) {
        #expect(InstanceStatus(row.0).fitness == row.1)
    }

    @Test func selectorsMeanWhatKubernetesMeans() {
        let labels = ["tier": "canary", "zone": "a"]
        #expect(Selector().matches(labels))
        #expect(Selector([.init(key: "tier", .in(["canary", "beta"]))]).matches(labels))
        #expect(!Selector([.init(key: "tier", .in(["beta"]))]).matches(labels))
        #expect(Selector([.init(key: "absent", .notIn(["x"]))]).matches(labels))
        #expect(!Selector([.init(key: "tier", .notIn(["canary"]))]).matches(labels))
        #expect(Selector([.init(key: "zone", .exists), .init(key: "absent", .doesNotExist)]).matches(labels))
        #expect(!Selector([.init(key: "zone", .exists), .init(key: "tier", .doesNotExist)]).matches(labels))
    }
}
