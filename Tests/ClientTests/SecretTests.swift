import Foundation
import Testing

@testable import Client
@testable import Fleet

@Suite struct SecretTests {
    static func everyForm(of value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return "\(value)\n\(String(reflecting: value))\n\(String(describing: Optional(value)))\n\(dumped)"
    }

    static func expectClean(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        for secret in Sample.secrets {
            #expect(!text.contains(secret), "a secret is in: \(text)", sourceLocation: sourceLocation)
        }
        #expect(!text.contains("SDK-HMAC-SHA256"), sourceLocation: sourceLocation)
    }

    @Test("values that hold secrets do not show them")
    func values() async throws {
        let transport = ScriptedTransport { _ in TokenAuthenticatorTests.login(expires: "2026-11-25T00:00:00Z") }
        let tokens = TokenAuthenticatorTests.authenticator(transport)
        var signed = WireRequest(.get, Sample.endpoint, path: "/v3/x", body: Data(Sample.password.utf8))
        try await AccessKeyAuthenticator(Sample.key).authenticate(&signed)
        var carrying = WireRequest(.get, Sample.endpoint, path: "/v3/x")
        try await tokens.authenticate(&carrying)
        let login = try #require(transport.requests.first)
        let answer = WireResponse.json(Sample.token, headers: ["x-subject-token": Sample.token])
        let values: [Any] = [
            Secret(Sample.secretKey), Sample.key, Sample.login, Credentials.accessKey(Sample.key),
            Credentials.password(Sample.login), RequestSigner(Sample.key), AccessKeyAuthenticator(Sample.key), tokens,
            signed, carrying, login, answer, Sample.client(transport), [Optional(Sample.key)],
        ]
        for value in values { Self.expectClean(Self.everyForm(of: value)) }
    }

    @Test("a cloud that echoes our secrets finds them in no error and no log", arguments: [200, 400, 401, 500])
    func echoes(status: Int) async throws {
        let log = RecordedLog()
        for wrap in ["<html>%</html>", #"{"error_code": "DBS.1", "error_msg": "% and so on"}"#, "%"] {
            let transport = ScriptedTransport { request in
                if request.path == "/v3/auth/tokens", status == 200 {
                    return TokenAuthenticatorTests.login(expires: "2026-11-25T00:00:00Z")
                }
                let headers = request.headers.map { "\($0.key): \($0.value)" }.joined(separator: " ")
                let echo = headers + " " + String(decoding: request.body, as: UTF8.self)
                let quoted = wrap.contains("error_msg") ? echo.replacing(#"""#, with: #"\""#) : echo
                return .json(wrap.replacing("%", with: quoted), status: status)
            }
            let authenticators: [any Authenticator] = [
                AccessKeyAuthenticator(Sample.key), TokenAuthenticatorTests.authenticator(transport, log: log),
            ]
            for authenticator in authenticators {
                let client = Sample.client(transport, authenticator: authenticator, logger: log.logger)
                let error = try #require(await cloudError { try await client.submit(.sample) })
                Self.expectClean(Self.everyForm(of: error))
                Self.expectClean(error.description)
            }
        }
        #expect(!log.lines.isEmpty)
        Self.expectClean(log.lines.joined(separator: "\n"))
    }
}

@Suite struct CredentialsTests {
    static let good = [
        "HUAWEICLOUD_SDK_AK": "a1", "HUAWEICLOUD_SDK_SK": "s1", "HUAWEICLOUD_SDK_SECURITY_TOKEN": "t1",
        "CLOUD_SDK_AK": "a2", "CLOUD_SDK_SK": "s2",
        "HW_ACCESS_KEY": "a3", "HW_SECRET_KEY": "s3", "HW_SECURITY_TOKEN": "t3",
        "DBCONVERGE_IAM_USER": "u", "DBCONVERGE_IAM_DOMAIN": "d", "DBCONVERGE_IAM_PASSWORD": "p q",
    ]

    @Test("the first family of names that is set wins")
    func order() throws {
        var environment = Self.good
        var found: [String] = []
        while true {
            guard let credentials = try Credentials.fromEnvironment(environment) else { break }
            let source = credentials.origin
            switch credentials.credentials {
            case .accessKey(let key):
                found.append("\(key.id) \(key.secret.reveal()) \(key.securityToken?.reveal() ?? "-") \(source)")
            case .password(let login):
                found.append("\(login.user) \(login.domain) \(login.password.reveal()) \(source)")
            case .metadata: found.append("metadata")
            }
            for name in source.split(whereSeparator: { ", ".contains($0) }) { environment[String(name)] = nil }
        }
        #expect(
            found == [
                "a1 s1 t1 HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK", "a2 s2 - CLOUD_SDK_AK and CLOUD_SDK_SK",
                "a3 s3 t3 HW_ACCESS_KEY and HW_SECRET_KEY",
                "u d p q DBCONVERGE_IAM_USER, DBCONVERGE_IAM_DOMAIN, DBCONVERGE_IAM_PASSWORD",
            ])
    }

    @Test(
        "a part that is missing is named",
        arguments: [
            "HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "CLOUD_SDK_AK", "CLOUD_SDK_SK", "HW_ACCESS_KEY",
            "HW_SECRET_KEY", "DBCONVERGE_IAM_USER", "DBCONVERGE_IAM_DOMAIN", "DBCONVERGE_IAM_PASSWORD",
        ])
    func half(missing: String) throws {
        let family = missing.split(separator: "_").prefix(2).joined(separator: "_")
        var environment = Self.good.filter { $0.key.hasPrefix(family) }
        if missing.hasPrefix("HW_") { environment = Self.good.filter { $0.key.hasPrefix("HW_") } }
        environment[missing] = ""
        let error = #expect(throws: CredentialsError.self) { try Credentials.fromEnvironment(environment) }
        #expect(error?.description.hasPrefix("\(missing) is not set, but ") == true)
    }

    @Test("nothing at all names every variable", arguments: [[:], ["HUAWEICLOUD_SDK_AK": ""]])
    func nothing(environment: [String: String]) throws {
        #expect(try Credentials.fromEnvironment(environment)?.origin == nil)
        let error = try #require(
            #expect(throws: CredentialsError.self) { try CredentialsFinder(environment: environment).find(nil) })
        for name in Self.good.keys where !name.hasSuffix("_TOKEN") { #expect(error.description.contains(name)) }
    }

    @Test(
        "white space where none belongs is refused, and the value not repeated",
        arguments: [
            ("HUAWEICLOUD_SDK_SK", "QQsecret\n"), ("HUAWEICLOUD_SDK_SK", " QQsecret"),
            ("HUAWEICLOUD_SDK_SK", "QQse\r\ncret"), ("HUAWEICLOUD_SDK_AK", "QQ id"),
            ("HUAWEICLOUD_SDK_AK", "QQidé"), ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "QQtoken\t"),
            ("DBCONVERGE_IAM_PASSWORD", "QQpass "), ("DBCONVERGE_IAM_USER", "\nQQuser"),
        ])
    func whitespace(name: String, value: String) throws {
        var environment = Self.good
        if name.hasPrefix("DBCONVERGE") { environment = environment.filter { $0.key.hasPrefix("DBCONVERGE") } }
        environment[name] = value
        let error = try #require(
            #expect(throws: CredentialsError.self) { try Credentials.fromEnvironment(environment) })
        #expect(error.description.hasPrefix(name))
        #expect(!error.description.contains("QQ"))
    }
}
