import Fleet
import Testing

/// A list of instances by their ids, compared with a dictionary that does the same.
@Suite struct ObservedInstancesTests {
    private static func instance(_ number: Int, _ status: String = "normal") throws -> ObservedInstance {
        let digits = String(number)
        let id = try #require(InstanceID(String(repeating: "0", count: 32 - digits.count) + digits + "in07"))
        return ObservedInstance(id: id, name: "orders-\(number)", status: status, kernelVersion: "2.0.72.260100")
    }

    @Test func ofSeveralWithOneIDTheLastCounts() throws {
        let all = ObservedInstances([
            try Self.instance(3), try Self.instance(1, "frozen"), try Self.instance(1, "busy"), try Self.instance(2),
            try Self.instance(1),
        ])
        #expect(all.values == [try Self.instance(1), try Self.instance(2), try Self.instance(3)])
        #expect(all[try Self.instance(1).id]?.status.description == "normal")
    }

    @Test func theOrderDoesNotMatterToAComparison() throws {
        let (one, two, three) = (try Self.instance(1), try Self.instance(2), try Self.instance(3))
        let (all, others) = (ObservedInstances([one, two, three]), ObservedInstances([three, one, two]))
        #expect(all == others && all.hashValue == others.hashValue)
        #expect(all != ObservedInstances([one, two]) && ObservedInstances([one, two]) != all)
    }

    @Test func changesAreWhatIsNewGoneOrOtherwise() throws {
        let before = ObservedInstances(try (1...5).map { try Self.instance($0) })
        let after = ObservedInstances(try [5, 1, 3, 6].map { try Self.instance($0, $0 == 3 ? "frozen" : "normal") })
        let changed = Set(before.changes(to: after))
        #expect(changed == Set(try [2, 3, 4, 6].map { try Self.instance($0).id }))
        #expect(before.changes(to: before).isEmpty)
    }

    /// Any sequence of changes leaves what a dictionary would hold.
    @Test(arguments: 0..<20) func itHoldsWhatADictionaryWould(seed: Int) throws {
        var (all, reference) = (ObservedInstances(), [InstanceID: ObservedInstance]())
        for step in 0..<200 {
            let number = (step * 7919 + seed * 104_729) % 23
            let one = try Self.instance(number, step % 3 == 0 ? "frozen" : "normal")
            let new = (step + seed) % 4 == 0 ? nil : one
            all[one.id] = new
            reference[one.id] = new
            #expect(all.count == reference.count && all[one.id] == new)
        }
        #expect(Dictionary(uniqueKeysWithValues: all.values.map { ($0.id, $0) }) == reference)
        let merged = all.merging(try (0..<30).map { try Self.instance($0, "busy") })
        #expect(merged.count == 30)
        for (id, one) in reference { #expect(merged[id] == one) }
    }
}
