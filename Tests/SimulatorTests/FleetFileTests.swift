import CloudModel
import Fleet
import Foundation
import Testing

@testable import Simulator

@Suite struct FleetFileTests {
    private static let one = #"{"id": "6754902da1f447269c6979b0590102a5in07", "version": "2.0.72.260100"}"#

    @Test func onlyIdAndVersionAreNeeded() throws {
        let fleet = try FleetFile(json: Data(#"{"instances": [\#(Self.one)]}"#.utf8))
        #expect(fleet.instances.count == 1)
        #expect(fleet.instances[0].version == v72)
        #expect(fleet.instances[0].status == "normal")
        #expect(fleet.instances[0].nodes == 2)
        #expect(fleet.instances[0].maintenanceWindow.description == "18:00-22:00")
        #expect(fleet.settings == SimulatedSettings())
        #expect(fleet.credentials == FleetFile.Credentials())
        #expect(fleet.projectID == FleetFile.defaultProjectID)
    }

    @Test func everythingSurvivesWritingAndReading() throws {
        var fleet = FleetFile.generated(instances: 7, seed: 2)
        fleet.region = "eu-west-0"
        fleet.projectID = String(repeating: "a", count: 32)
        fleet.credentials = FleetFile.Credentials(
            accessKey: "a", secretKey: "s", securityToken: "t", user: "u", password: "p", domain: "d")
        fleet.settings = SimulatedSettings(
            upgradeDuration: .seconds(1) ... .milliseconds(2500), jobVisibilityDelay: .milliseconds(500),
            failureRate: 0.25, precheckDuration: .seconds(3), precheckPublished: false, jobOffset: .records,
            batchRefusal: .partial, refusalNamesInstance: false, statusDuringUpgrade: "MODIFYING",
            tokenLifetime: .seconds(60))
        fleet.instances[0].maintenanceWindow = try #require(MaintenanceWindow("02:00-06:00"))
        fleet.instances[1].nodes = 1
        fleet.instances[2].failsPrecheck = true
        fleet.instances[3].status = "frozen"
        fleet.instances[4].failsOnce = [v72, KernelVersion(2, 0, 75, 260400)]
        #expect(try FleetFile(json: JSONEncoder().encode(fleet)) == fleet)
    }

    @Test(arguments: [
        ("nonsense", "is wrong"),
        ("{}", "lacks 'instances'"),
        (#"{"instances": [{"id": "x", "version": "2.0.72.260100"}]}"#, "instances[0].id"),
        (#"{"instances": [\#(one), \#(one)]}"#, "number 1 has the id of an earlier one"),
        (#"{"instances": [{"id": "6754902da1f447269c6979b0590102a5in07", "version": "2.0"}]}"#, "instances[0].version"),
        (#"{"instances": [{"id": "6754902da1f447269c6979b0590102a5in07"}]}"#, "at instances[0] lacks 'version'"),
        (
            #"{"instances": [{"id": "6754902da1f447269c6979b0590102a5in07", "version": "2.0.72.260100", "offer": []}]}"#,
            "at instances[0].offer: there is no such key: use one of id, name, version, offers"
        ),
        (
            #"{"instances": [{"id": "6754902da1f447269c6979b0590102a5in07", "version": "2.0.72.260100", "nodes": 0}]}"#,
            "at instances[0].nodes: give 1 to 16 nodes"
        ),
        (#"{"instances": [], "projectID": "x"}"#, "at projectID: 'x' is not a project id: give 32"),
        (#"{"instances": [], "upgradeSeconds": [3, 2]}"#, "at upgradeSeconds: give the shortest and the longest"),
        (#"{"instances": [], "upgradeSeconds": 3}"#, "at upgradeSeconds"),
        (#"{"instances": [], "jobVisibilitySeconds": -1}"#, "at jobVisibilitySeconds: give a number of seconds"),
        (#"{"instances": [], "failureRate": 2}"#, "at failureRate: give a share from 0 to 1"),
        (#"{"instances": [], "jobOffset": "rows"}"#, "at jobOffset"),
        (#"{"instances": [], "speed": 2}"#, "at speed: there is no such key"),
        (#"{"instances": [], "credentials": {"ak": ""}}"#, "at credentials.ak: there is no such key"),
    ])
    func anErrorNamesThePlaceAndWhatToDo(_ json: String, _ part: String) {
        #expect { try FleetFile(json: Data(json.utf8)) } throws: {
            "\($0)".hasPrefix("The fleet's description ") && "\($0)".contains(part)
        }
    }

    @Test func aGeneratedFleetIsRepeatable() {
        let fleet = FleetFile.generated(instances: 40, seed: 5)
        #expect(fleet == FleetFile.generated(instances: 40, seed: 5))
        #expect(fleet.instances.map(\.id) != FleetFile.generated(instances: 40, seed: 6).instances.map(\.id))
        #expect(Set(fleet.instances.map(\.id)).count == 40)
        #expect(Set(fleet.instances.map(\.name)).count == 40)
        #expect(fleet.instances[0].name == "orders-0001")
        #expect(fleet.instances.filter { $0.version == v78 }.count == 10)
        #expect(fleet.instances.allSatisfy { ($0.version == v78) == $0.offers.isEmpty })
    }

    @Test func aGeneratedFleetHasSoManyOneHopBehind() {
        let fleet = FleetFile.generated(instances: 1000, seed: 1, target: v75, behind: 100)
        let behind = fleet.instances.filter { $0.version != v75 }
        #expect(behind.count == 100)
        #expect(behind.allSatisfy { $0.version == v72 && $0.offers == [v75] })
        let older = FleetFile.generated(instances: 10, seed: 1, behind: 20, at: inConfirmationRange)
        #expect(older.instances.allSatisfy { $0.version == inConfirmationRange && $0.offers == [v78] })
        #expect(FleetFile.generated(instances: 0, seed: 1).instances.isEmpty)
    }
}
