import Foundation
import TestSupport
import Testing

/// A cloud that cannot be used: one clear error that names the call, status 1, never a crash.
@Suite(.patience) struct BadCloudTests {
    static let answers: [(name: String, answer: String, says: String)] = [
        ("HTML", CannedServer.http("<html>Welcome</html>", type: "text/html"), "text/html"),
        ("truncated", CannedServer.http(#"{"instances": ["#, length: 5000), "list the instances"),
        ("half a document", CannedServer.http(#"{"instances": ["#), "JSON"),
        ("wrong shape", CannedServer.http(#"{"instances": 5, "total_count": 1}"#), "list the instances"),
        ("another shape", CannedServer.http(#"[1, 2]"#), "list the instances"),
        ("empty", CannedServer.http(""), "list the instances"),
        ("not UTF-8", CannedServer.http("\u{1}\u{2}\u{3}"), "list the instances"),
        (
            "500", CannedServer.http(#"{"error_code": "DBS.200005", "error_msg": "boom"}"#, status: "500 Oops"),
            "DBS.200005"
        ),
        (
            "502 HTML", CannedServer.http("<html>Bad Gateway</html>", type: "text/html", status: "502 Bad Gateway"),
            "502"
        ),
        ("redirect", CannedServer.http("", status: "302 Found\r\nLocation: http://127.0.0.1:1/"), "302"),
        ("nothing", "", "list the instances"),
        ("not HTTP", "SSH-2.0-OpenSSH_9.2\r\n", "list the instances"),
    ]

    @Test(arguments: answers.indices) func aStrangeAnswerIsAClearError(_ index: Int) async throws {
        let item = Self.answers[index]
        let server = try CannedServer(answering: item.answer)
        try await expectError(endpoint: server.url, says: item.says, item.name)
    }

    @Test func nobodyListens() async throws {
        try await expectError(endpoint: "http://127.0.0.1:1", says: "127.0.0.1:1", "closed port")
    }

    @Test func noTLSWhereTLSIsExpected() async throws {
        let server = try CannedServer(answering: CannedServer.http("{}"))
        try await expectError(
            endpoint: server.url.replacing("http://", with: "https://"), says: "list the instances", "no TLS")
    }

    func expectError(endpoint: String, says: String, _ name: String) async throws {
        let repository = try Fixture.repository(Fixture.manifest(1...2))
        for command in ["plan", "reconcile"] {
            let run = try await Program.run(
                [command, "--repo", repository.path, "--endpoint", endpoint],
                environment: ["HUAWEICLOUD_SDK_AK": "AK", "HUAWEICLOUD_SDK_SK": "very-secret"])
            #expect(run.status == 1, "\(name): \(run.stdout)\(run.stderr)")
            #expect(run.stderr.contains("error: "), "\(name): \(run.stderr)")
            #expect(run.stderr.contains("list the instances"), "\(name): \(run.stderr)")
            #expect(run.stderr.contains(says), "\(name): \(run.stderr)")
            #expect(!(run.stdout + run.stderr).contains("very-secret"), "\(name)")
            #expect(!run.stderr.contains("Fatal error"), "\(name): \(run.stderr)")
        }
    }

    @Test(arguments: ["plan", "reconcile"]) func aWrongKeyFailsOnce(_ command: String) async throws {
        let cloud = try await SimulatorProcess(Fixture.cloud((1...250).map { Fixture.Instance(number: $0) }))
        let repository = try Fixture.repository(Fixture.manifest(1...250))
        let environment = cloud.environment.merging(["HUAWEICLOUD_SDK_SK": "wrong-secret"]) { $1 }
        let run = try await Program.run([command, "--repo", repository.path], environment: environment)
        #expect(run.status == 1)
        #expect(run.stderr.contains("APIGW.0301"), "\(run.stderr)")
        #expect(!run.stderr.contains("wrong-secret"))
        #expect(try await cloud.audit().unauthorised == 1)
        #expect(try await cloud.audit().calls["list"] == 1)
    }

    @Test func anExpiredTokenFailsOnce() async throws {
        let cloud = try await SimulatorProcess(
            Fixture.cloud((1...250).map { Fixture.Instance(number: $0) }, settings: ["tokenSeconds": 0]))
        let repository = try Fixture.repository(Fixture.manifest(1...250))
        let run = try await Program.run(
            ["plan", "--repo", repository.path],
            environment: [
                "DBCONVERGE_ENDPOINT": cloud.url, "DBCONVERGE_IAM_ENDPOINT": cloud.url,
                "DBCONVERGE_IAM_USER": "simulator", "DBCONVERGE_IAM_DOMAIN": "simulator-domain",
                "DBCONVERGE_IAM_PASSWORD": "simulator-password",
            ])
        #expect(run.status == 1, "\(run.stdout)")
        #expect(run.stderr.contains("error: "), "\(run.stderr)")
        #expect(!run.stderr.contains("simulator-password"))
        let audit = try await cloud.audit()
        #expect(audit.unauthorised <= 1)
        #expect((audit.calls["list"] ?? 0) <= 1)
    }

    @Test func withoutCredentialsNothingIsCalled() async throws {
        let cloud = try await SimulatorProcess(Fixture.cloud([Fixture.Instance(number: 1)]))
        let repository = try Fixture.repository(Fixture.manifest(1...1))
        let run = try await Program.run(
            ["plan", "--repo", repository.path], environment: ["DBCONVERGE_ENDPOINT": cloud.url])
        #expect(run.status == 1)
        #expect(run.stderr.contains("HUAWEICLOUD_SDK_AK"))
        #expect(try await cloud.audit().calls["list"] ?? 0 == 0)
    }
}
