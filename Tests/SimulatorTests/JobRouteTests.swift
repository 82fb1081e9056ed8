import CloudModel
import Fleet
import Foundation
import Testing

@testable import Simulator

@Suite struct JobRouteTests {
    private func jobs(_ caller: Caller, _ query: String) throws -> (ids: [String], total: Int?) {
        let (_, json) = try caller.send("GET", "immediate-jobs?" + query)
        let jobs = try #require(json["jobs"] as? [[String: Any]])
        return (jobs.compactMap { $0["job_id"] as? String }, json["total_count"] as? Int)
    }

    @Test func anUpgradesJobHasItsShapeInTheListAndById() throws {
        let caller = try Caller(fleet())
        let (_, answer) = try caller.send("POST", "instances/\(id(0))/db-upgrade", #"{"delay": false}"#)
        let job = try #require(answer["job_id"] as? String)
        let (status, early) = try caller.send("GET", "jobs?id=" + job)
        #expect(status == 400)
        #expect(early["error_code"] as? String == "DBS.200543")
        caller.clock.pass(60)
        let shown = try caller.send("GET", "jobs?id=" + job).json["job"] as? [String: Any]
        #expect(shown?["name"] as? String == "UpgradeGaussDBforMySQLDatabaseVersion")
        #expect(shown?["status"] as? String == "Running")
        #expect(shown?["process"] as? String == "60%")
        #expect(shown?["created"] as? String == "2026-11-24T12:00:00+0000")
        #expect(shown?["ended"] as? String == "")
        #expect(shown?["instance"] as? [String: String] == ["id": id(0).description, "name": "orders-0"])
        caller.clock.pass(60)
        let (_, list) = try caller.send("GET", "immediate-jobs?job_name=UpgradeGaussDBforMySQLDatabaseVersion")
        let listed = try #require((list["jobs"] as? [[String: Any]])?.first)
        #expect(listed["job_id"] as? String == job)
        #expect(listed["instance_id"] as? String == id(0).description)
        #expect(listed["status"] as? String == "Completed")
        #expect(listed["ended_time"] as? String == "2026-11-24T12:01:40+0000")
        #expect(listed["fail_reason"] is NSNull)
    }

    @Test(arguments: [SimulatedSettings.JobOffset.pages, .records])
    func theJobsArePagedByWhatTheOffsetCounts(_ offset: SimulatedSettings.JobOffset) throws {
        let caller = try Caller(fleet(25) { $0.settings.jobOffset = offset })
        for number in 0..<25 {
            #expect(try caller.upgrade([member(number)]).status == 200)
            caller.clock.pass(1)
        }
        caller.clock.pass(10)
        let all = try jobs(caller, "limit=50")
        #expect(all.ids.count == 25)
        #expect(all.total == 25)
        let offsets = offset == .pages ? [1, 2, 3, 4] : [0, 10, 20, 30]
        let pages = try offsets.map { try jobs(caller, "limit=10&offset=\($0)").ids }
        #expect(pages.map(\.count) == [10, 10, 5, 0])
        #expect(pages.flatMap { $0 } == all.ids)
        #expect(try jobs(caller, "").ids == pages[0])
    }

    @Test func theJobsAreFiltered() throws {
        let caller = try Caller(fleet(2))
        #expect(try caller.upgrade([member(0)]).status == 200)
        caller.clock.pass(200)
        #expect(try caller.upgrade([member(1)]).status == 200)
        caller.clock.pass(10)
        let all = try jobs(caller, "").ids
        #expect(try jobs(caller, "status=Running").ids == [all[0]])
        #expect(try jobs(caller, "status=Completed").ids == [all[1]])
        #expect(try jobs(caller, "job_id=" + all[1]).ids == [all[1]])
        #expect(try jobs(caller, "job_name=CreateGaussDBforMySQLInstance").ids == [])
        #expect(try jobs(caller, "start_time=2026-11-24T12:01:00Z").ids == [all[0]])
        #expect(try jobs(caller, "end_time=2026-11-24T20:01:00%2B0800").ids == [all[1]])
        for query in ["limit=15", "limit=100", "offset=-1", "start_time=now"] {
            #expect(try caller.send("GET", "immediate-jobs?" + query).status == 400)
        }
    }

    @Test func aDelayedUpgradeIsScheduledFoundAndCanceled() throws {
        let caller = try Caller(fleet(2))
        #expect(try caller.upgrade([member(0), member(1)], delay: "true").status == 200)
        caller.clock.pass(5)
        let query = "scheduled-jobs?job_name=VERSION_UPGRADE&instance_id=\(id(0))&limit=100"
        let (_, json) = try caller.send("GET", query)
        let schedule = try #require((json["schedules"] as? [[String: Any]])?.first)
        #expect(json["total_count"] as? Int == 1)
        #expect(schedule["instance_id"] as? String == id(0).description)
        #expect(schedule["job_status"] as? String == "Pending")
        #expect(schedule["start_time"] as? String == "2026-11-24T18:00:00+0000")
        #expect(schedule["end_time"] as? String == "2026-11-24T22:00:00+0000")
        let job = try #require(schedule["job_id"] as? String)
        let exist = "instances/\(id(0))/schedule-tasks/exist"
        let (_, before) = try caller.send("POST", exist, #"{"schedule_type": "VERSION_UPGRADE"}"#)
        #expect(before["exist"] as? Bool == true)
        #expect((before["scheduled_tasks"] as? [[String: Any]])?.first?["task_id"] as? String == job)
        let (_, other) = try caller.send("POST", exist, #"{"schedule_type": "REBOOT_NODE"}"#)
        #expect(other["exist"] as? Bool == false)
        let (status, canceled) = try caller.send("DELETE", "scheduled-jobs", #"{"job_ids": ["\#(job)"]}"#)
        #expect(status == 200)
        #expect(canceled["job_ids"] as? [String] == [job])
        let (_, after) = try caller.send("POST", exist, #"{"schedule_type": "VERSION_UPGRADE"}"#)
        #expect(after["exist"] as? Bool == false)
        #expect((after["scheduled_tasks"] as? [Any])?.isEmpty == true)
        caller.clock.pass(43_200)
        for (number, word) in [(0, "Canceled"), (1, "Completed")] {
            let (_, json) = try caller.send("GET", "scheduled-jobs?status=\(word)")
            let ended = try #require((json["schedules"] as? [[String: Any]])?.first)
            #expect(json["total_count"] as? Int == 1)
            #expect(ended["instance_id"] as? String == id(number).description)
            #expect(ended["job_status"] as? String == word)
            #expect(ended["start_time"] as? String == "2026-11-24T18:00:00+0000")
            #expect(ended["end_time"] as? String == "2026-11-24T22:00:00+0000")
        }
        #expect(caller.server.audit().count(of: .cancelScheduledJobs) == 1)
        #expect(try caller.send("DELETE", "scheduled-jobs", #"{"job_ids": ["x"]}"#).status == 400)
    }
}
