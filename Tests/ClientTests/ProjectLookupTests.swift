import Foundation
import Logging
import Testing

@testable import Client
@testable import Fleet

@Suite struct ProjectLookupTests {
    static let id = Sample.project.description

    static func lookup(_ transport: any Transport, log: RecordedLog = RecordedLog()) -> ProjectLookup {
        ProjectLookup(endpoint: Endpoint(https: "iam.example.com"), transport: transport, logger: log.logger)
    }

    static func project(_ id: String = id, name: String = "cn-north-4") -> String {
        #"{"id": "\#(id)", "name": "\#(name)", "enabled": true}"#
    }

    @Test("with a key, IAM is asked for the projects of the region's name")
    func key() async throws {
        let transport = ScriptedTransport { _ in .json(#"{"projects": [\#(Self.project())]}"#) }
        let found = try await Self.lookup(transport).project(
            of: "cn-north-4", with: AccessKeyAuthenticator(Sample.key))
        #expect(found == Sample.project)
        let request = try #require(transport.requests.first)
        #expect(request.method == .get)
        #expect(request.url == "https://iam.example.com/v3/projects?name=cn-north-4")
        #expect(request.headers["authorization"]?.hasPrefix("SDK-HMAC-SHA256 ") == true)
        #expect(request.headers["x-project-id"] == nil)
    }

    @Test(
        "none, several and nonsense are errors",
        arguments: [
            (#"{"projects": []}"#, CloudError.Code.projectNotFound, "no project is called 'cn-north-4'"),
            (
                #"{"projects": [\#(project()), \#(project(String(repeating: "f", count: 32)))]}"#, .projectNotFound,
                "2 projects are called"
            ),
            (#"{"projects": [\#(project(name: "cn-north-4_team"))]}"#, .projectNotFound, "no project is called"),
            (#"{"projects": [\#(project("../../x"))]}"#, .unexpectedAnswer, "32 letters and digits"),
            (#"{}"#, .unexpectedAnswer, "projects"), ("<html>", .unexpectedAnswer, "html"),
        ])
    func refuses(body: String, code: CloudError.Code, says: String) async throws {
        let transport = ScriptedTransport { _ in .json(body) }
        let error = try #require(
            await cloudError {
                try await Self.lookup(transport).project(of: "cn-north-4", with: AccessKeyAuthenticator(Sample.key))
            })
        #expect(error.code == code)
        #expect(error.message.contains(says), "\(error)")
        #expect(error.description.contains("the project of region 'cn-north-4' at iam.example.com"))
    }

    @Test("with a password, a token scoped to the project's name tells its id")
    func password() async throws {
        let log = RecordedLog()
        let transport = ScriptedTransport { _ in
            .json(
                #"{"token": {"project": \#(Self.project())}}"#, status: 201,
                headers: ["x-subject-token": Sample.token])
        }
        let found = try await Self.lookup(transport, log: log).project(
            of: "cn-north-4", with: Sample.login, circuitBreaker: CredentialCircuitBreaker())
        #expect(found == Sample.project)
        let request = try #require(transport.requests.first)
        #expect(request.url == "https://iam.example.com/v3/auth/tokens")
        let body = try JSONSerialization.jsonObject(with: request.body) as? [String: [String: Any]]
        #expect(body?["auth"]?["scope"] as? NSDictionary == ["project": ["name": "cn-north-4"]])
        SecretTests.expectClean(log.lines.joined(separator: "\n"))
    }

    @Test("a login's answer without the project shows nothing of itself")
    func noProject() async throws {
        let transport = ScriptedTransport { _ in .json("<html>\(Sample.password)", status: 201) }
        let error = try #require(
            await cloudError {
                try await Self.lookup(transport).project(
                    of: "cn-north-4", with: Sample.login, circuitBreaker: CredentialCircuitBreaker())
            })
        #expect(error.code == .projectNotFound)
        SecretTests.expectClean(SecretTests.everyForm(of: error))
    }

    @Test("credentials that the lookup finds refused are not tried again")
    func refused() async throws {
        let transport = ScriptedTransport { _ in CredentialCircuitBreakerTests.refusal }
        let authenticator = AccessKeyAuthenticator(Sample.key)
        let error = await cloudError {
            try await Self.lookup(transport).project(of: "cn-north-4", with: authenticator)
        }
        #expect(error?.code == .unauthorized)
        let client = Sample.client(transport, authenticator: authenticator)
        #expect(await cloudError { try await client.instances() }?.code == .unauthorized)
        #expect(transport.requests.count == 1)
    }
}
