import Foundation
import TestSupport
import Testing

@testable import Client

@Suite struct ProfileFileTests {
    static func file(_ text: String) throws(CredentialsError) -> ProfileFile {
        try ProfileFile(Array(text.utf8), name: "~/credentials")
    }

    static let sample = """
        # written by hand
        [DEFAULT]
        security_token = shared-token
        region: cn-north-4

        [basic]
        ak = AK-ONE
        sk=SK=with:signs
        ; another comment
        IAM_Endpoint : https://iam.example.com
        unknown key = left alone

        [basic-2]\u{20}\u{20}
        ak:AK-TWO
        sk   :   SK;two#
        security_token =
        [basic 3]
        ak = AK-THREE
        sk = SK-THREE
        [basic=4]
        ak = AK-FOUR
        sk = SK-FOUR
        security_token = own-token
        [basic#5]
        ak = AK-FIVE\t
        sk = SK-FIVE
        [global]
        domain_id = d
        """

    @Test("what the vendor's SDK reads from a file, we read", arguments: ["\n", "\r\n"])
    func agrees(lineEnd: String) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "credentials-\(UUID().uuidString)").path
        let text = Self.sample.replacing("\n", with: lineEnd)
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let answers = try JSONDecoder().decode([String: [String?]].self, from: try Reference.run("profiles.py", [path]))
        #expect(answers.count == 5)
        let profiles = try Self.file(text)
        for (name, expected) in answers {
            let found = try profiles.credentials(of: name)
            guard case .accessKey(let key) = found.credentials else {
                Issue.record("\(name) is no key")
                continue
            }
            let token = key.securityToken?.reveal()
            #expect(
                [key.id, key.secret.reveal(), token, found.iamEndpoint?.text]
                    == expected.map { $0?.isEmpty == true ? nil : $0 }, "\(name)")
        }
    }

    @Test("profiles are found by their exact names, in the file's order")
    func names() throws {
        let file = try Self.file(Self.sample)
        #expect(file.profileNames == ["basic", "basic-2", "basic 3", "basic=4", "basic#5", "global"])
        let error = #expect(throws: CredentialsError.self) { try file.credentials(of: "Basic") }
        #expect(
            error?.description
                == "there is no profile 'Basic' in ~/credentials; its profiles are 'basic', 'basic-2', 'basic 3', "
                + "'basic=4', 'basic#5', 'global'")
        #expect(throws: CredentialsError.self) { try file.credentials(of: "DEFAULT") }
        let empty = #expect(throws: CredentialsError.self) { try Self.file("").credentials(of: "prod") }
        #expect(empty?.description == "there is no profile 'prod' in ~/credentials; it has none at all")
    }

    @Test("a byte order mark is no part of the first section")
    func byteOrderMark() throws {
        #expect(try Self.file("\u{FEFF}[basic]\n").profileNames == ["basic"])
    }

    @Test("a profile can hold a login by password")
    func login() throws {
        let file = try Self.file("[ops]\nuser = anna\ndomain = acme corp\npassword = QQ a%b #1\n")
        guard case .password(let login) = try file.credentials(of: "ops").credentials else {
            Issue.record("no login")
            return
        }
        #expect(login.user == "anna")
        #expect(login.domain == "acme corp")
        #expect(login.password.reveal() == "QQ a%b #1")
        #expect(try file.credentials(of: "ops").origin == "profile 'ops' of ~/credentials")
    }

    @Test(
        "a line that makes no sense is shown by its place, and never by its text",
        arguments: [
            ("QQsecret\n", "~/credentials:1:1: this line is neither"),
            ("ak = QQ\n", "~/credentials:1:1: this line stands before any [SECTION]"),
            ("[a]\n\n= QQ\n", "~/credentials:3:1: this line has no key before its '='"),
            ("[a]\r\nak = 1\r\n  QQ = 2\r\n", "~/credentials:3:1: this line begins with a space"),
            ("[a]\n[QQ\n", "~/credentials:2:1: this line is no section"),
            ("[]\n", "~/credentials:1:1: this line is no section"),
            ("[a]\n[b]\n[a]\n", "~/credentials:3:1: this line names a section that line 1 has already"),
            ("[a]\nak = QQ\nAK = QQ\n", "~/credentials:3:1: this line gives a key that line 2 has given"),
        ])
    func refuses(text: String, says: String) throws {
        let error = try #require(#expect(throws: CredentialsError.self) { try Self.file(text) })
        #expect(error.description.hasPrefix(says), "\(error)")
        #expect(!error.description.contains("QQ"))
    }

    @Test("what is not UTF-8 is refused")
    func notUTF8() throws {
        let bytes = Array("[a]\nak = ".utf8) + [0xFF, 0x0A]
        let error = #expect(throws: CredentialsError.self) { try ProfileFile(bytes, name: "f") }
        #expect(error?.description == "f:2:1: this line is not UTF-8 text")
    }

    @Test(
        "a profile that is not whole says what it lacks, with its place",
        arguments: [
            ("[p]\nak = QQ\n", "f:1:1: profile 'p': sk is not set, but ak is; set sk too"),
            ("[p]\nak = 1\nsk = QQ QQ\n", "f:3:6: profile 'p': sk holds a space"),
            ("[p]\nak = 1\nsk = 2\nsecurity_token = QQ # no\n", "f:4:18: profile 'p': security_token holds a space"),
            ("[p]\nuser = QQ\npassword = QQ\n", "f:1:1: profile 'p': domain is not set, but user and password is"),
            ("[p]\nak = QQ\nsk = QQ\nuser = QQ\n", "f:1:1: profile 'p': it has an access key and a login"),
            ("[p]\nidp_id = QQ\n", "f:1:1: profile 'p': it has neither ak and sk nor user"),
        ])
    func incomplete(text: String, says: String) throws {
        let file = try ProfileFile(Array(text.utf8), name: "f")
        let error = try #require(#expect(throws: CredentialsError.self) { try file.credentials(of: "p") })
        #expect(error.description.hasPrefix(says), "\(error)")
        #expect(!error.description.contains("QQ"))
    }
}
