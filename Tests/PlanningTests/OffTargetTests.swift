import Fleet
import Foundation
import Planning
import Testing

/// An off-target upgrade stops every rollout to the same version.
@Suite struct OffTargetTests {
    /// A run whose first instance has ended off-target.
    func offTarget() throws -> RolloutDriver {
        var driver = RolloutDriver(try Fixture.fleet(2))
        driver.accepted(try Fixture.observed(2))
        driver.observe(try Fixture.observed(Fixture.stop, Fixture.old))
        return driver
    }

    @Test func itIsRememberedUntilItIsAcknowledged() throws {
        var driver = try offTarget().again(after: 86400 * 40)
        driver.observe(try Fixture.observed(Fixture.stop, Fixture.old))
        #expect(driver.isHeld)
        #expect(try driver.state(of: 1) == "hold offTarget")
        #expect(try driver.state(of: 2) == "hold offTargetStop")
        driver.journal.apply(.acknowledged(Acknowledgement(at: driver.now)))
        driver = driver.again(after: 1)
        driver.observe(try Fixture.observed(Fixture.stop, Fixture.old))
        #expect(driver.reading != nil)
    }

    @Test(arguments: [(Fixture.declared, true), (Fixture.beyond, false)])
    func itStopsWhatDeclaresTheSame(declared: KernelVersion, stops: Bool) throws {
        var driver = try offTarget().again(Fixture.fleet(2) { $0.version = declared })
        driver.observe(try Fixture.observed(Fixture.stop, Fixture.old))
        #expect((driver.reading == nil) == stops)
    }

    @Test func anInstanceThatIsDeclaredNoMoreStopsTheOthersAllTheSame() throws {
        var fleet = try Fixture.fleet(2)
        fleet.instances.removeFirst()
        var driver = try offTarget().again(fleet)
        driver.observe(try Fixture.observed(Fixture.stop, Fixture.old))
        #expect(try driver.state(of: 2) == "hold offTargetStop")
    }

    @Test func theOthersNameTheInstanceAndTheCommandThatLetsThemGoOn() throws {
        var driver = try offTarget().again(try Fixture.fleet(2))
        driver.observe(try Fixture.observed(Fixture.stop, Fixture.old))
        let id = try Fixture.id(1)
        let name = try #require(driver.rollout.situation(now: driver.now)?.observation.instances[id]?.name)
        #expect(
            try driver.action(of: 2)?.reason?.message
                == "the rollout stopped: \(name) (\(id)) ended off-target on \(Fixture.stop); look into it, then run `dbconverge retry orders`"
        )
    }

    @Test(arguments: [(Fixture.declared, true), (Fixture.beyond, false)])
    func anotherFleetStopsWhatDeclaresTheSame(declared: KernelVersion, stops: Bool) throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.observe(
            try Fixture.observed(1), offTargetStops: [declared: "one of the fleet 'payments' ended off-target"])
        #expect((driver.reading == nil) == stops)
        guard stops else { return }
        #expect(driver.isHeld)
        #expect(try driver.state(of: 1) == "hold offTargetStop")
        #expect(try driver.action(of: 1)?.reason?.message.contains("'payments'") == true)
    }

    /// Every look brings the whole list.
    @Test func itStopsARunThatIsUnderWayAndLetsItGoOn() throws {
        var driver = RolloutDriver(try Fixture.fleet(2, rollout: .upTo(2, batchSize: 1)))
        driver.asked(try Fixture.observed(2))
        driver.answer(.accepted)
        driver.observe(
            try Fixture.observed(2), running: [try Fixture.id(1)], offTargetStops: [Fixture.declared: "elsewhere"])
        #expect(driver.reading == nil && driver.nextObservation != nil)
        driver.observe(try Fixture.observed(2), running: [try Fixture.id(1)])
        #expect(driver.reading == [try Fixture.id(2)])
    }
}
