import Foundation
import Testing

@testable import Client
@testable import Fleet

@Suite struct JobTests {
    /// What `offset` means to the cloud.
    enum Paging: CaseIterable { case pages, recordsFromOne, recordsFromZero }

    static func cloud(_ count: Int, _ paging: Paging, total: String? = nil) -> ScriptedTransport {
        ScriptedTransport { request in
            guard request.value("status") == "Pending" else { return .json(#"{"jobs": [], "total_count": 0}"#) }
            let limit = Int(request.value("limit") ?? "") ?? 0
            let start =
                switch paging {
                case .pages: max(0, request.offset - 1) * limit
                case .recordsFromOne: max(0, request.offset - 1)
                case .recordsFromZero: request.offset
                }
            let jobs = (min(start, count)..<min(start + limit, count)).map { job($0) }.joined(separator: ",")
            return .json(#"{"jobs": [\#(jobs)], "total_count": \#(total ?? "\(count)")}"#)
        }
    }

    static func job(_ number: Int, status: String = "Running") -> String {
        """
        {"instance_id": "\(Sample.instance(number))", "job_id": "job-\(number)", "status": "\(status)",
         "process": "60%", "created_time": "2026-08-20T02:33:49+0800", "ended_time": "", "fail_reason": null}
        """
    }

    @Test(
        "every job is found, whatever the offset means", arguments: Paging.allCases,
        [0, 1, 2, 49, 50, 51, 100, 101, 260])
    func everyJob(paging: Paging, count: Int) async throws {
        for total in ["\(count)", "\"\(count)\""] {
            let transport = Self.cloud(count, paging, total: total)
            let jobs = try await Sample.client(transport).runningUpgrades()
            #expect(Set(jobs.map(\.id)) == Set((0..<count).map { "job-\($0)" }))
            #expect(jobs.count == count)
            #expect(transport.requests.count <= 2 * (count / 50) + 8)
            #expect(transport.requests.allSatisfy { $0.value("limit") == "50" })
        }
    }

    @Test("a quiet cloud costs one call per status")
    func quiet() async throws {
        let transport = Self.cloud(0, .pages)
        _ = try await Sample.client(transport).runningUpgrades()
        #expect(transport.requests.map { $0.value("status") } == ["Pending", "Running"])
    }

    @Test(
        "without a count, reading ends at the page that brings nothing new", arguments: [Paging.pages, .recordsFromOne])
    func withoutCount(paging: Paging) async throws {
        let jobs = try await Sample.client(Self.cloud(120, paging, total: "null")).runningUpgrades()
        #expect(jobs.count == 120)
    }

    @Test("a count that is never reached is an error that may pass: a job that is overlooked could be doubled")
    func wrongCount() async throws {
        let transport = Self.cloud(60, .pages, total: "1000")
        let error = try #require(await cloudError { try await Sample.client(transport).runningUpgrades() })
        #expect(error.disposition == .retry)
        #expect(transport.requests.count < 30)
    }

    @Test("a job that slips between two pages while others end is read after all")
    func movingPages() async throws {
        let count = StepClock()
        let transport = ScriptedTransport { request in
            guard request.value("status") == "Pending" else { return .json(#"{"jobs": [], "total_count": 0}"#) }
            // After the first page its first job ends, and every later one moves up by one.
            let ended = Int(count.now.timeIntervalSince1970)
            if ended == 0 { count.advance(1) }
            let all = Array(ended..<60)
            let page = all.dropFirst((request.offset - 1) * 50).prefix(50)
            return .json(
                #"{"jobs": [\#(page.map { Self.job($0) }.joined(separator: ","))], "total_count": \#(all.count)}"#)
        }
        let jobs = try await Sample.client(transport).runningUpgrades()
        #expect(Set(jobs.map(\.id)) == Set((0..<60).map { "job-\($0)" }))
    }

    @Test("a list that does not end is an error")
    func endless() async throws {
        let transport = ScriptedTransport { request in
            .json(#"{"jobs": [\#(Self.job(request.offset))], "total_count": 99999999}"#)
        }
        let error = try #require(await cloudError { try await Sample.client(transport).runningUpgrades() })
        #expect(error.code == .tooLarge)
    }

    @Test(
        "a status means a phase, and an unknown one means running",
        arguments: [
            ("Pending", UpgradeJob.Phase.running), ("Running", .running), ("Migrating", .running), ("", .running),
            ("Completed", .completed), ("Failed", .failed), ("Unauthorized", .running), ("Canceled", .canceled),
            ("cancelled", .canceled),
        ])
    func phases(status: String, phase: UpgradeJob.Phase) async throws {
        let transport = ScriptedTransport { _ in
            .json(#"{"jobs": [\#(Self.job(4, status: status))], "total_count": 1}"#)
        }
        let client = Sample.client(transport)
        #expect(try await client.runningUpgrades().count == (phase == .running ? 1 : 0))
        #expect(try await client.failedUpgrades(since: .distantPast).count == (phase == .failed ? 1 : 0))
        #expect(try await client.completedUpgrades(since: .distantPast).count == (phase == .completed ? 1 : 0))
    }

    @Test("a job's fields are read, and the queries are the documented ones")
    func fields() async throws {
        let transport = ScriptedTransport { _ in
            .json(
                #"""
                {"jobs": [{"instance_id": "\#(Sample.instance(4))", "job_id": "j", "status": "Failed", "process": 100,
                "created_time": "2018-08-20T02:33:49_0800", "ended_time": 1534703629000,
                "fail_reason": "lag\u0007 over 300 s"}, {"instance_id": "another engine's", "job_id": "k"}],
                "total_count": 2}
                """#)
        }
        let since = Date(timeIntervalSince1970: 1_534_700_000)
        let jobs = try await Sample.client(transport).failedUpgrades(since: since)
        let time = Date(timeIntervalSince1970: 1_534_703_629)
        #expect(
            jobs == [
                UpgradeJob(
                    id: "j", instance: Sample.instance(4), phase: .failed, created: time, ended: time, progress: "100",
                    failReason: "lag over 300 s")
            ])
        let request = try #require(transport.requests.first)
        #expect(request.path == "/v3/\(Sample.project)/immediate-jobs")
        #expect(request.value("job_name") == "UpgradeGaussDBforMySQLDatabaseVersion")
        #expect(request.value("status") == "Failed")
        #expect(request.value("start_time") == "2018-08-19T17:33:20+0000")
        #expect(request.encodedQuery.contains("start_time=2018-08-19T17%3A33%3A20%2B0000"))
    }

    @Test("a completed job has the time at which it ended, where that can be read")
    func completed() async throws {
        let transport = ScriptedTransport { _ in
            .json(
                #"""
                {"jobs": [{"instance_id": "\#(Sample.instance(4))", "job_id": "j", "status": "Completed",
                "created_time": "2018-08-20T02:33:49+0800", "ended_time": "2018-08-20T02:53:49+0800"},
                {"instance_id": "\#(Sample.instance(5))", "job_id": "k", "status": "Completed", "ended_time": null}],
                "total_count": 2}
                """#)
        }
        let jobs = try await Sample.client(transport).completedUpgrades(since: Date(timeIntervalSince1970: 0))
        #expect(
            jobs == [
                UpgradeJob(
                    id: "j", instance: Sample.instance(4), phase: .completed,
                    created: Date(timeIntervalSince1970: 1_534_703_629),
                    ended: Date(timeIntervalSince1970: 1_534_704_829)),
                UpgradeJob(id: "k", instance: Sample.instance(5), phase: .completed),
            ])
        let request = try #require(transport.requests.first)
        #expect(transport.requests.count == 1)
        #expect(request.path == "/v3/\(Sample.project)/immediate-jobs")
        #expect(request.value("job_name") == "UpgradeGaussDBforMySQLDatabaseVersion")
        #expect(request.value("status") == "Completed")
        #expect(request.value("start_time") == "1970-01-01T00:00:00+0000")
    }

    @Test(
        "a delayed job is listed in every state, and one of an unknown status is scheduled",
        arguments: [
            ("Pending", UpgradeJob.Phase.scheduled), ("Running", .running), ("Delayed", .scheduled),
            ("Completed", .completed), ("Failed", .failed), ("Canceled", .canceled),
        ])
    func delayed(status: String, phase: UpgradeJob.Phase) async throws {
        let transport = ScriptedTransport { _ in
            .json(
                #"""
                {"schedules": [{"job_id": "s", "instance_id": "\#(Sample.instance(4))", "job_status": "\#(status)",
                "create_time": "2018-08-20T02:33:49+0800", "start_time": 1, "end_time": 2, "target_config": {}}],
                "total_count": 1}
                """#)
        }
        let jobs = try await Sample.client(transport).delayedUpgrades()
        #expect(
            jobs == [
                UpgradeJob(
                    id: "s", instance: Sample.instance(4), phase: phase,
                    created: Date(timeIntervalSince1970: 1_534_703_629),
                    window: Date(timeIntervalSince1970: 0.001)..<Date(timeIntervalSince1970: 0.002))
            ])
        #expect(jobs.allSatisfy { $0.isInFlight == ["Pending", "Running", "Delayed"].contains(status) })
        let request = try #require(transport.requests.first)
        #expect(request.path == "/v3/\(Sample.project)/scheduled-jobs")
        #expect(request.value("job_name") == "VERSION_UPGRADE")
        #expect(request.value("limit") == "100")
        #expect(request.value("status") == nil)
        #expect(transport.requests.count == 1)
    }

    @Test(
        "a delayed job's window is read where it is one",
        arguments: [
            (
                #""start_time": "2018-08-20T02:33:49+0800", "end_time": "1534705429000""#,
                1_534_703_629.0...1_534_705_429
            ),
            (#""start_time": "2018-08-20T02:33:49+0800", "end_time": "2018-08-20T02:33:49+0800""#, nil),
            (#""start_time": "2018-08-20T02:33:49+0800", "end_time": 1"#, nil),
            (#""start_time": "2018-08-20T02:33:49+0800""#, nil), (#""start_time": "soon", "end_time": null"#, nil),
        ])
    func window(times: String, seconds: ClosedRange<Double>?) async throws {
        let transport = ScriptedTransport { _ in
            .json(
                #"""
                {"schedules": [{"job_id": "s", "instance_id": "\#(Sample.instance(4))", "job_status": "Pending",
                \#(times)}], "total_count": 1}
                """#)
        }
        let job = try #require(try await Sample.client(transport).delayedUpgrades().first)
        #expect(
            job.window
                == seconds.map {
                    Date(timeIntervalSince1970: $0.lowerBound)..<Date(timeIntervalSince1970: $0.upperBound)
                })
    }

    @Test(
        "a list of jobs of another shape is an error, never an empty list",
        arguments: [
            "{}", "[]", #"{"jobs": null, "total_count": 0}"#, #"{"jobs": [{"instance_id": "x"}], "total_count": 1}"#,
            #"{"jobs": [7], "total_count": 1}"#, #"{"schedules": [], "total_count": 0}"#,
        ])
    func strangeJobs(body: String) async throws {
        let transport = ScriptedTransport { _ in .json(body) }
        let error = try #require(await cloudError { try await Sample.client(transport).runningUpgrades() })
        #expect(error.code == .unexpectedAnswer)
    }
}

@Suite struct CloudTimeTests {
    @Test(
        "the cloud's times are read",
        arguments: [
            ("2018-08-20T02:33:49+0800", 1_534_703_629.0), ("2018-08-20T02:33:49_0800", 1_534_703_629),
            ("2018-08-19T18:33:49Z", 1_534_703_629), ("2018-08-19T18:33:49.250Z", 1_534_703_629.25),
            ("2018-08-19 18:33:49+00:00", 1_534_703_629), ("2018-08-19T12:33:49-0600", 1_534_703_629),
            ("1534703629000", 1_534_703_629), ("2024-02-29T00:00:00Z", 1_709_164_800),
            ("2000-03-01T00:00:00Z", 951_868_800), ("1970-01-01T00:00:00Z", 0), ("9999-12-31T23:59:59Z", 253402300799),
        ])
    func reads(text: String, seconds: Double) {
        #expect(CloudTime.parse(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(
        "what is no time is nil",
        arguments: [
            "", "0", "-5", "soon", "2018-08-20", "2018-08-20T02:33:49", "2018-13-20T02:33:49Z", "2018-08-20T25:33:49Z",
            "2018-08-20T02:33:49Zulu", "２018-08-20T02:33:49Z", "2018-08-20T02:33:49+08", "2018-00-20T02:33:49Z",
        ])
    func refuses(text: String) { #expect(CloudTime.parse(text) == nil) }

    @Test("a time that is written is read back", arguments: [0.0, 951_868_800, 1_534_703_629, 4_102_444_800])
    func roundTrip(seconds: Double) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(CloudTime.parse(CloudTime.format(date)) == date)
    }
}
