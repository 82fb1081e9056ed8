import Fleet
import Testing

@testable import Planning

/// The parts of what a run remembers, each by itself.
@Suite struct RunMemoryTests {
    static func request(_ numbers: ClosedRange<Int>) throws -> UpgradeRequest {
        UpgradeRequest(instances: try numbers.map(Fixture.id), from: Fixture.old)
    }

    /// Which instances an isolation keeps together, group by group; instances that are not isolated are left out.
    static func groups(_ isolation: BatchIsolation, _ request: UpgradeRequest) -> [[InstanceID]] {
        let isolated = request.instances.filter { isolation.group(of: $0) != nil }
        return Dictionary(grouping: isolated) { isolation.group(of: $0) ?? 0 }.sorted { $0.key < $1.key }.map(\.value)
    }

    @Test func aRefusedBatchThatNamesNoInstanceIsHalvedUntilSingleOnesAreLeft() throws {
        var isolation = BatchIsolation()
        let request = try Self.request(1...5)
        isolation.handleRefusal(of: request, isBusy: false, named: [])
        #expect(Self.groups(isolation, request).map(\.count) == [2, 3])
        for half in Self.groups(isolation, request) {
            isolation.handleRefusal(
                of: UpgradeRequest(instances: half, from: Fixture.old), isBusy: false, named: [])
        }
        #expect(Self.groups(isolation, request).map(\.count) == [1, 1, 1, 2])
    }

    @Test func namedInstancesAreLeftOutAndTheOthersStayTogether() throws {
        var isolation = BatchIsolation()
        let request = try Self.request(1...5)
        isolation.handleRefusal(of: request, isBusy: false, named: [try Fixture.id(2)])
        #expect(Self.groups(isolation, request) == [try [1, 3, 4, 5].map(Fixture.id)])
        isolation.release(try Fixture.id(3))
        #expect(Self.groups(isolation, request) == [try [1, 4, 5].map(Fixture.id)])
    }

    @Test func aBusyInstanceIsRequestedSoManyTimesAndNoMore() throws {
        var isolation = BatchIsolation()
        let request = try Self.request(1...1)
        for attempt in 1...BatchIsolation.maximumBusyRefusals {
            isolation.handleRefusal(of: request, isBusy: true, named: [])
            let isLast = attempt == BatchIsolation.maximumBusyRefusals
            #expect((isolation.group(of: try Fixture.id(1)) == nil) == isLast)
        }
    }

    @Test func eachHopIsARequestAndAnInstanceOneChange() throws {
        var changes = ChangeCounter()
        let request = try Self.request(1...2)
        for _ in 1...2 {
            changes.count(request)
            for id in request.instances { changes.conclude(id, .completed(Fixture.declared)) }
        }
        #expect((changes.requests, changes.completed) == (4, 4))
        #expect(changes.instances == Set(request.instances))
    }

    /// Of a refused batch, what the cloud did not act on was no change; what was requested before stays one.
    @Test func aRefusalThatNothingFollowsIsNoChange() throws {
        var changes = ChangeCounter()
        changes.count(try Self.request(1...1))
        changes.countPossible(try Self.request(1...3))
        changes.conclude(try Fixture.id(1), .refused("busy"))
        changes.conclude(try Fixture.id(2), .refused("busy"))
        changes.conclude(try Fixture.id(3), .completed(Fixture.declared))
        #expect(changes.instances == [try Fixture.id(1), try Fixture.id(3)])
        #expect((changes.requests, changes.completed) == (1, 1))
    }
}
