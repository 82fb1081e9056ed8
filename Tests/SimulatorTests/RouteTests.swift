import CloudModel
import Fleet
import Foundation
import Testing

@testable import Simulator

@Suite struct RouteTests {
    @Test func theListHasItsShape() throws {
        let caller = try Caller(fleet(3))
        let (status, json) = try caller.send("GET", "instances", version: "v3.1")
        #expect(status == 200)
        #expect(json["total_count"] as? Int == 3)
        let instances = try #require(json["instances"] as? [[String: Any]])
        #expect(instances.map { $0["id"] as? String } == (0..<3).map { id($0).description })
        #expect(instances[0]["name"] as? String == "orders-0")
        #expect(instances[0]["status"] as? String == "normal")
        #expect(instances[0]["port"] as? String == "3306")
        #expect(instances[1]["port"] as? Int == 3306)
        #expect(instances[0]["created"] as? String == "2026-05-28T12:00:00+0000")
        #expect((instances[0]["tags"] as? [[String: String]]) == [["key": "env", "value": "prod"]])
        let datastore = try #require(instances[0]["datastore"] as? [String: String])
        #expect(datastore == ["type": "gaussdb-mysql", "version": "8.0.22", "kernel_version": v72.description])
    }

    @Test(arguments: [
        ("limit=2", [0, 1], 5), ("limit=2&offset=4", [4], 5), ("offset=9", [], 5), ("name=orders-3", [3], 1),
        ("name=*ers-3", [3], 1), ("name=*orders", [0, 1, 2, 3, 4], 5), ("name=orders", [], 0),
        ("tags=env=prod", [0, 1, 2, 3], 4),
        ("tags=env%3Dprod%2Ctier%3Dcanary", [1], 1), ("private_ip=10.0.0.4", [2], 1), ("vpc_id=x", [], 0),
        ("datastore_type=gaussdb-mysql&limit=1", [0], 5), ("id=00000000000000000000000000000002in07", [2], 1),
    ])
    func theListIsFilteredAndPaged(_ query: String, _ numbers: [Int], _ total: Int) throws {
        let caller = try Caller(
            fleet(5) {
                $0.instances[4].tags = [:]
                $0.instances[1].tags["tier"] = "canary"
            })
        for version in ["v3", "v3.1"] {
            let (_, json) = try caller.send("GET", "instances?" + query, version: version)
            let instances = try #require(json["instances"] as? [[String: Any]])
            #expect(instances.map { $0["id"] as? String } == numbers.map { id($0).description })
            #expect(json["total_count"] as? Int == total)
        }
    }

    @Test(arguments: ["limit=0", "limit=101", "limit=x", "offset=-1", "tags=env", "datastore_type=mysql"])
    func aBadQueryIsRefused(_ query: String) throws {
        let (status, json) = try Caller(fleet()).send("GET", "instances?" + query, version: "v3.1")
        #expect(status == 400)
        #expect(json["error_code"] as? String == "DBS.280001")
    }

    @Test func theListShowsAnUpgradeOnceItHasEnded() throws {
        let caller = try Caller(fleet { $0.settings.statusDuringUpgrade = "upgrading" })
        func shown() throws -> [String?] {
            let json = try caller.send("GET", "instances", version: "v3.1").json
            let instance = try #require((json["instances"] as? [[String: Any]])?.first)
            let datastore = instance["datastore"] as? [String: String]
            return [instance["status"] as? String, datastore?["kernel_version"], instance["updated"] as? String]
        }
        let made = "2026-05-28T12:00:00+0000"
        #expect(try shown() == ["normal", v72.description, made])
        #expect(try caller.upgrade([member(0)]).status == 200)
        caller.clock.pass(50)
        #expect(try shown() == ["upgrading", v72.description, made])
        caller.clock.pass(50)
        #expect(try shown() == ["normal", v75.description, "2026-11-24T12:01:40+0000"])
    }

    @Test func theDeprecatedListHasItsOwnWords() throws {
        let words = [("normal", "ACTIVE"), ("abnormal", "FAILED"), ("creating", "BUILD"), ("frozen", "FROZEN")]
        let caller = try Caller(
            fleet(4) { for (position, word) in words.enumerated() { $0.instances[position].status = word.0 } })
        let (_, json) = try caller.send("GET", "instances")
        #expect((json["instances"] as? [[String: Any]])?.map { $0["status"] as? String } == words.map(\.1))
    }

    @Test func theDetailHasNodesAndAWindow() throws {
        let caller = try Caller(fleet(2) { $0.instances[1].nodes = 1 })
        let (_, json) = try caller.send("GET", "instances/\(id(0))", version: "v3.1")
        let instance = try #require(json["instance"] as? [String: Any])
        #expect(instance["maintenance_window"] as? String == "18:00-22:00")
        #expect(instance["created"] as? String == "2026-05-28T20:00:00_0800")
        let nodes = try #require(instance["nodes"] as? [[String: Any]])
        #expect(nodes.map { $0["type"] as? String } == ["master", "slave"])
        let (_, details) = try caller.send("GET", "instances/details?instance_ids=\(id(1)),\(id(0))", version: "v3.1")
        let instances = try #require(details["instances"] as? [[String: Any]])
        #expect(instances.map { $0["id"] as? String } == [id(1).description, id(0).description])
        #expect((instances[0]["nodes"] as? [Any])?.count == 1)
        let most = Array(repeating: id(0).description, count: 20).joined(separator: ",")
        let (_, twenty) = try caller.send("GET", "instances/details?instance_ids=" + most, version: "v3.1")
        #expect((twenty["instances"] as? [Any])?.count == 20)
        let many = Array(repeating: id(0).description, count: 21).joined(separator: ",")
        for ids in ["", many, id(7).description] {
            #expect(try caller.send("GET", "instances/details?instance_ids=" + ids, version: "v3.1").status == 400)
        }
        #expect(try caller.send("GET", "instances/\(id(7))", version: "v3.1").status == 404)
    }

    @Test func theVersionQueryTellsTheOffer() throws {
        let caller = try Caller(fleet(2) { $0.instances[1].offers = [] })
        for (number, flag, latest) in [(0, true, v75), (1, false, v72)] {
            let (status, json) = try caller.send("GET", "instances/\(id(number))/database-version")
            #expect(status == 200)
            #expect(json["upgrade_flag"] as? Bool == flag)
            let datastore = json["datastore"] as? [String: String]
            #expect(datastore?["current_kernel_version"] == v72.description)
            #expect(datastore?["latest_kernel_version"] == latest.description)
        }
        #expect(try caller.send("GET", "instances/\(id(5))/database-version").status == 404)
        #expect(caller.server.audit().instances.map(\.offersAsked) == [1, 1])
    }

    @Test(arguments: ["false", "true", "\"false\"", "\"true\""])
    func delayIsABooleanOrItsName(_ delay: String) throws {
        let caller = try Caller(fleet())
        let (status, json) = try caller.send(
            "POST", "instances/database-version/upgrade",
            #"{"databases_instance_infos": [{"current_version": "\#(v72)", "instance_id": "\#(id(0))"}], "delay": \#(delay)}"#
        )
        #expect(status == 200)
        #expect(json["resp"] as? String == "success")
        #expect(json.count == 1)
        #expect(caller.server.audit().upgrades.map(\.delay) == [delay.contains("true")])
    }

    @Test(arguments: [
        "", "[]", "{}", "nonsense", #"{"databases_instance_infos": [], "delay": false}"#,
        #"{"databases_instance_infos": [{"current_version": "2.0.72.260100"}], "delay": false}"#,
        #"{"databases_instance_infos": [{"current_version": "2.0.72.260100", "instance_id": "x"}]}"#,
        #"{"databases_instance_infos": [{"current_version": "2.0.72.260100", "instance_id": "x"}], "delay": "maybe"}"#,
    ])
    func aBodyOfAnotherShapeIsRefused(_ body: String) throws {
        let (status, json) = try Caller(fleet()).send("POST", "instances/database-version/upgrade", body)
        #expect(status == 400)
        #expect(json["error_code"] as? String == "DBS.280001")
    }

    @Test func thePrecheckHasItsShapeWhereItIsPublished() throws {
        let caller = try Caller(fleet())
        let path = "instances/database-version/upgrade/pre-check"
        let body = #"{"databases_instance_infos": [{"current_version": "\#(v72)", "instance_id": "\#(id(0))"}]}"#
        #expect(try caller.send("POST", path + "-result", body).json["error_code"] as? String == "DBS.280404")
        #expect((try caller.send("POST", path, body).json["job_ids"] as? [String])?.count == 1)
        let (_, json) = try caller.send("POST", path + "-result", body)
        #expect(json["upgrade_precheck_result"] as? String == "true")
        #expect(json["updated_at"] as? Int == 1_795_521_600_000)
        let items = try #require(json["upgrade_precheck_detail"] as? [[String: String]])
        #expect(items.map { $0["check_status"] } == Array(repeating: "passed", count: 4))
        #expect(caller.server.audit().count(of: .precheck) == 1)
        #expect(caller.server.audit().count(of: .precheckResult) == 2)
        let elsewhere = try Caller(fleet { $0.settings.precheckPublished = false })
        for path in [path, path + "-result"] {
            let (status, json) = try elsewhere.send("POST", path, body)
            #expect(status == 404)
            #expect(json["error_code"] as? String == "APIGW.0101")
            #expect(json["request_id"] is String)
        }
    }

    @Test(arguments: [
        (SimulatedSettings.MissingPrecheck.notFound, 404, "DBS.280404"), (.refused, 400, "DBS.200001"),
        (.empty, 200, ""),
    ])
    func aMissingPrecheckIsToldAsTheSettingsSay(
        _ way: SimulatedSettings.MissingPrecheck, _ expected: Int, _ code: String
    ) throws {
        let caller = try Caller(fleet { $0.settings.precheckMissing = way })
        let path = "instances/database-version/upgrade/pre-check"
        let body = #"{"databases_instance_infos": [{"current_version": "\#(v72)", "instance_id": "\#(id(0))"}]}"#
        let (status, json) = try caller.send("POST", path + "-result", body)
        #expect(status == expected)
        #expect(json["error_code"] as? String ?? "" == code)
        _ = try caller.send("POST", path, body)
        #expect(try caller.send("POST", path + "-result", body).json["upgrade_precheck_result"] as? String == "true")
    }

    @Test func theVersionsForSaleAreListed() throws {
        let (_, json) = try Caller(fleet()).send("GET", "datastores/gaussdb-mysql")
        #expect((json["datastores"] as? [[String: String]])?.allSatisfy { $0["kernel_version"] != nil } == true)
    }

    @Test func theWindowIsChanged() throws {
        let caller = try Caller(fleet())
        let path = "instances/\(id(0))/ops-window"
        #expect(try caller.send("PUT", path, #"{"start_time": "02:00", "end_time": "06:00"}"#).status == 200)
        #expect(try caller.send("PUT", path, #"{"start_time": "02:00", "end_time": "08:00"}"#).status == 400)
        let instance = try caller.send("GET", "instances/\(id(0))", version: "v3.1").json["instance"] as? [String: Any]
        #expect(instance?["maintenance_window"] as? String == "02:00-06:00")
    }
}
