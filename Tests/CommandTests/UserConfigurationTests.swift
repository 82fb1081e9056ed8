import GitSource
import Manifest
import TestSupport
import Testing

@testable import dbconverge

@Suite struct UserConfigurationTests {
    static func load(_ text: String) -> (configuration: UserConfiguration, diagnostics: [Diagnostic]) {
        UserConfiguration.load(SourceFile(path: "~/.config/dbconverge/config.yaml", bytes: Array(text.utf8)))
    }

    @Test func `everything that can stand there is read, with its location`() throws {
        let (configuration, diagnostics) = Self.load(
            """
            endpoints:
              cn-north-4: { api: "https://api.example.com", iam: https://iam.example.com }
              eu-west-101:
                api: https://eu.example.com
            credentials: profile:prod
            caFile: /etc/ssl/corp.pem
            verify:
              require: both
              allowedSigners: /etc/dbconverge/allowed_signers
              revokedSigners: /etc/dbconverge/revoked
              keyring: /etc/dbconverge/keyring.asc
            """)
        #expect(diagnostics.isEmpty)
        #expect(configuration.endpoints["cn-north-4"]?.api?.text == "https://api.example.com")
        #expect(configuration.endpoints["cn-north-4"]?.iam?.text == "https://iam.example.com")
        #expect(configuration.endpoints["eu-west-101"]?.api?.location.line == 4)
        #expect(configuration.endpoints["eu-west-101"]?.api?.location.column == 10)
        #expect(configuration.endpoints["eu-west-101"]?.iam == nil)
        #expect(configuration.credentials?.text == "profile:prod")
        #expect(configuration.caFile?.text == "/etc/ssl/corp.pem")
        #expect(configuration.verify?.subject == .both)
        #expect(configuration.verify?.allowedSigners?.text == "/etc/dbconverge/allowed_signers")
        #expect(configuration.verify?.revokedSigners?.text == "/etc/dbconverge/revoked")
        #expect(configuration.verify?.keyring?.locationText == "~/.config/dbconverge/config.yaml:11:12")
        #expect(configuration.verify?.locationText == "~/.config/dbconverge/config.yaml:7:1")
    }

    @Test(arguments: ["", "# nothing yet\n", "---\n", "null\n"]) func `an empty file says nothing`(text: String) {
        let (configuration, diagnostics) = Self.load(text)
        #expect(diagnostics.isEmpty)
        #expect(configuration.endpoints.isEmpty)
        #expect(configuration.credentials?.text == nil)
    }

    @Test func `what is wrong is shown where it stands`() {
        let text = """
            endpoint: {}
            endpoints:
              cn-north-4: { api: https://a.example.com, ian: x }
              cn-north-4: {}
              cn-north-9: https://b.example.com
            credentials: [prod]
            caFile: corp.pem
            verify:
              require: tags
              allowedSigners: allowed_signers
              keyrings: /etc/keyring.asc
            """
        let rendered = Self.load(text).diagnostics.map { $0.rendered(color: false) }.joined(separator: "\n\n")
        expectGolden(rendered, "configuration.txt")
    }

    @Test(arguments: [
        "a: *a", "[", "caFile: /a\n---\ncaFile: /b\n", "- x", "credentials:\n", "caFile: ''\n", "verify: commit",
        "verify:", "verify: {}",
        "verify: { require: none, keyring: /k }", "verify: { require: tag }", "verify: { keyring: '' }",
    ])
    func `what is no configuration is an error`(text: String) {
        #expect(!Self.load(text).diagnostics.isEmpty)
    }
}

/// The servers and targets of checks.
@Suite struct CheckConfigurationTests {
    @Test func `servers are read with their files`() throws {
        let (configuration, diagnostics) = UserConfigurationTests.load(
            """
            checks:
              prometheus:
                main: { url: "https://p.example/x", tokenFile: /etc/t, caFile: /etc/ca.pem }
              webhooks:
                smoke: { url: "https://w.example" }
            """)
        #expect(diagnostics.isEmpty)
        #expect(configuration.checks.prometheus["main"]?.url.text == "https://p.example/x")
        #expect(configuration.checks.prometheus["main"]?.tokenFile?.text == "/etc/t")
        #expect(configuration.checks.prometheus["main"]?.caFile?.locationText.contains(":3:") == true)
        #expect(configuration.checks.webhooks["smoke"]?.url.location.line == 5)
    }

    @Test(arguments: [
        ("checks: { prometheus: { main: {} } }", "missing-key"),
        ("checks: { prometheus: { main: { url: a, token: b } } }", "unknown-key"),
        ("checks: { webhook: {} }", "unknown-key"),
        ("checks: { webhooks: { a: { url: \"https://a\", tokenFile: t } } }", "bad-value"),
    ])
    func `what is wrong is an error`(_ text: String, _ code: String) {
        #expect(UserConfigurationTests.load(text).diagnostics.map(\.code.rawValue) == [code])
    }
}
