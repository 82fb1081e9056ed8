import Foundation
import TestSupport
import Testing

@testable import Client

/// The policies for IAM grant what the client says that it needs, and nothing else.
@Suite struct PolicyExampleTests {
    private struct Policy: Decodable {
        struct Statement: Decodable {
            var effect: String
            var actions: [String]

            enum CodingKeys: String, CodingKey {
                case effect = "Effect"
                case actions = "Action"
            }
        }

        var version: String
        var statements: [Statement]

        enum CodingKeys: String, CodingKey {
            case version = "Version"
            case statements = "Statement"
        }
    }

    private static let folder = testsFolder.deletingLastPathComponent().appending(path: "examples/iam")

    /// The actions that a policy allows.
    private static func actions(_ file: String, version: String) throws -> Set<String> {
        let policy = try JSONDecoder().decode(Policy.self, from: Data(contentsOf: folder.appending(path: file)))
        #expect(policy.version == version)
        #expect(policy.statements.allSatisfy { $0.effect == "Allow" })
        return Set(policy.statements.flatMap(\.actions))
    }

    /// Those that the hint of a refused call names: `gaussdbformysql:instance:list, :instance:get, … and :task:delete`.
    private static let needed = Set(
        CloudError.Code.forbidden.hint.matches(of: #/(?:gaussdbformysql)?:([a-z]+:[a-z]+)/#)
            .map { "gaussdbformysql:\($0.1)" })

    @Test func theFullPolicyAllowsWhatTheHintOfARefusedCallNames() throws {
        #expect(Self.needed.count == 5)
        #expect(try Self.actions("reconcile.json", version: "5.0") == Self.needed)
    }

    @Test func theReadOnlyPolicyAllowsNothingThatChangesAnything() throws {
        let actions = try Self.actions("read-only.json", version: "5.0")
        let changing: Set = ["gaussdbformysql:instance:upgrade", "gaussdbformysql:task:delete"]
        #expect(actions == Self.needed.subtracting(changing))
    }

    @Test func thePoliciesOfTheOtherKindNeverAllowDeletion() throws {
        #expect(try Self.actions("read-only-1.1.json", version: "1.1") == ["gaussdb:instance:list"])
        #expect(
            try Self.actions("reconcile-1.1.json", version: "1.1")
                == ["gaussdb:instance:list", "gaussdb:instance:upgrade"])
    }

    @Test func theTableOfCallsNamesEveryAction() throws {
        let text = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        for action in Self.needed { #expect(text.contains("`\(action)`"), "\(action)") }
    }
}
