import Foundation
import Testing

@testable import Client
@testable import Fleet

@Suite struct RedactorTests {
    static let secret = "tok/Bd+5gK&1\"mH s9"

    static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
    static func url(_ text: String) -> String { text.replacing("+", with: "-").replacing("/", with: "_") }

    static let forms: [String] = {
        let bytes = Array(secret.utf8)
        func each(_ write: (UInt8) -> String) -> String { bytes.map(write).joined() }
        func padded(_ byte: UInt8, _ width: Int, uppercase: Bool = false) -> String {
            let digits = String(byte, radix: 16, uppercase: uppercase)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        let percent = secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let hexadecimal = each { padded($0, 2) }
        let alignments = ["", "a", "ab", "abc", "user:"].flatMap { before in
            ["", "z", "zz"].flatMap { after in
                let whole = base64(before + secret + after)
                return [whole, url(whole), String(whole.prefix { $0 != "=" }), whole.replacing("+", with: "%2B")]
            }
        }
        return [
            secret, percent, percent.lowercased().contains("%2f") ? percent.replacing("%2F", with: "%2f") : percent,
            percent.replacing("%", with: "%25"), secret.replacing(" ", with: "+").replacing("/", with: "%2F"),
            secret.replacing("\"", with: "\\\"").replacing("/", with: "\\/"),
            secret.replacing("&", with: "&amp;").replacing("\"", with: "&#34;"), each { "\\u" + padded($0, 4) },
            each { "%" + padded($0, 2, uppercase: true) }, hexadecimal, hexadecimal.uppercased(),
            bytes.map { padded($0, 2) }.joined(separator: ":"), bytes.map { padded($0, 2) }.joined(separator: " "),
        ] + alignments
    }()

    @Test(arguments: forms) func aSecretIsHiddenInEveryFormInWhichItIsGivenBack(form: String) {
        let shown = Redactor(["another", Self.secret]).redacted("the answer says (\(form)), and more")
        #expect(shown.hasPrefix("the answer says ("), "\(shown)")
        #expect(shown.hasSuffix("), and more"), "\(shown)")
        #expect(shown.contains("[redacted]"), "\(shown)")
        #expect(shown.utf8.count <= "the answer says ([redacted]), and more".utf8.count + 8, "\(shown)")
    }

    @Test(arguments: [
        "", "nothing of it", "tok/Bd", "dG9r", "746f6b", "%74%6f", "\\u0074", "%", "\\", "&;", "%2", "é数",
    ])
    func othersTextsStayAsTheyAre(text: String) {
        #expect(Redactor([Self.secret, "", "xyz123"]).redacted(text) == text)
        #expect(Redactor.none.redacted(text) == text)
    }

    /// What is shown ends within the secret, or the text is far longer than that.
    @Test(arguments: [0, 60, 79, 80, 1279, 1280, 5000]) func aSecretAtTheEndOfWhatIsShownIsHidden(before: Int) {
        let secret = "correct-horse-battery-staple"
        let text = String(repeating: "x", count: before) + secret + String(repeating: "y", count: 5000)
        let shown = Excerpt.of(text, limit: 80, hiding: Redactor([secret]))
        #expect(!shown.contains("correct"))
        #expect(shown.count <= 81 && shown.hasSuffix("…"))
    }

    @Test func theTextsOfJobsInstancesAndPrechecksAreWithoutSecrets() async throws {
        for form in [Sample.secretKey, RedactorTests.base64("x" + Sample.secretKey)] {
            let transport = ScriptedTransport { request in
                if request.path.hasSuffix("-jobs") {
                    return .json(
                        """
                        {"total_count": 1, "jobs": [{"job_id": "job-\(form)", "instance_id": "\(Sample.instance(1))",
                         "status": "Failed", "process": "\(form)", "fail_reason": "no: \(form)",
                         "created_time": "2026-11-24T08:00:00+0000"}]}
                        """)
                }
                return .json(
                    """
                    {"total_count": 1, "instances": [{"id": "\(Sample.instance(1))", "name": "db-\(form)",
                     "status": "\(form)", "datastore": {"kernel_version": "\(form)"}}]}
                    """)
            }
            let client = Sample.client(transport, authenticator: AccessKeyAuthenticator(Sample.key))
            let jobs = try await client.failedUpgrades(since: Date(timeIntervalSince1970: 1_790_000_000))
            let instances = try await client.instances()
            #expect(jobs.count == 1 && instances.count == 1)
            let told = "\(jobs) \(instances)"
            #expect(told.contains("[redacted]"))
            #expect(!told.contains(form.dropFirst(4).dropLast(4)), "\(told)")
        }
    }
}
