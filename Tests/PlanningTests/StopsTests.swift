import Fleet
import Foundation
import Planning
import Testing

/// What landed where nobody declared stops every rollout to the same version.
@Suite struct StopsTests {
    /// A run whose first instance has gone astray.
    func strayed() throws -> RolloutDriver {
        var driver = RolloutDriver(try World.fleet(2))
        driver.accepted(try World.observed(2))
        driver.observe(try World.observed(World.stop, World.old))
        return driver
    }

    @Test func itIsRememberedUntilSomebodyForgivesIt() throws {
        var driver = try strayed().again(after: 86400 * 40)
        driver.observe(try World.observed(World.stop, World.old))
        #expect(driver.isHeld)
        #expect(try driver.state(of: 1) == "hold landedElsewhere")
        #expect(try driver.state(of: 2) == "hold rolloutStopped")
        driver.journal.apply(.acknowledged(Acknowledgement(at: driver.now)))
        driver = driver.again(after: 1)
        driver.observe(try World.observed(World.stop, World.old))
        #expect(driver.reading != nil)
    }

    @Test(arguments: [(World.declared, true), (World.beyond, false)])
    func itStopsWhatDeclaresTheSame(declared: KernelVersion, stops: Bool) throws {
        var driver = try strayed().again(World.fleet(2) { $0.version = declared })
        driver.observe(try World.observed(World.stop, World.old))
        #expect((driver.reading == nil) == stops)
    }

    @Test func anInstanceThatIsDeclaredNoMoreStopsTheOthersAllTheSame() throws {
        var fleet = try World.fleet(2)
        fleet.instances.removeFirst()
        var driver = try strayed().again(fleet)
        driver.observe(try World.observed(World.stop, World.old))
        #expect(try driver.state(of: 2) == "hold rolloutStopped")
    }

    @Test(arguments: [(World.declared, true), (World.beyond, false)])
    func anotherFleetStopsWhatDeclaresTheSame(declared: KernelVersion, stops: Bool) throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1), stops: [declared: "one of the fleet 'payments' landed elsewhere"])
        #expect((driver.reading == nil) == stops)
        guard stops else { return }
        #expect(driver.isHeld)
        #expect(try driver.state(of: 1) == "hold rolloutStopped")
        #expect(try driver.action(of: 1)?.reason?.message.contains("'payments'") == true)
    }

    /// Every look brings the whole list.
    @Test func itStopsARunThatIsUnderWayAndLetsItGoOn() throws {
        var driver = RolloutDriver(try World.fleet(2, rollout: .upTo(2, batchSize: 1)))
        driver.asked(try World.observed(2))
        driver.answer(.accepted)
        driver.observe(try World.observed(2), running: [try World.id(1)], stops: [World.declared: "elsewhere"])
        #expect(driver.reading == nil && driver.nextObservation != nil)
        driver.observe(try World.observed(2), running: [try World.id(1)])
        #expect(driver.reading == [try World.id(2)])
    }
}
