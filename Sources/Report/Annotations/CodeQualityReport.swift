import Fleet
public import Manifest

/// What is wrong with manifests, as the code-quality report that GitLab shows in a merge request.
///
/// It is a list of objects with the keys that GitLab's documentation of custom code-quality reports requires.
public struct CodeQualityReport: Encodable {
    struct Entry: Encodable {
        var description: String
        var checkName: String
        var fingerprint: String
        var severity: String
        var location: Location

        enum CodingKeys: String, CodingKey {
            case description, fingerprint, severity, location
            case checkName = "check_name"
        }
    }

    struct Location: Encodable {
        var path: String
        var lines: Lines
    }

    struct Lines: Encodable { var begin: Int }

    let entries: [Entry]

    /// Of the diagnostics of one reading, in their order; paths are relative to the repository's root.
    public init(_ diagnostics: [Diagnostic]) {
        var seen: [String: Int] = [:]
        entries = diagnostics.map { diagnostic in
            // Lines are left out: GitLab tells new problems from old ones by it, and a line above must make none new.
            let identity = [diagnostic.path, diagnostic.code.rawValue, diagnostic.message].joined(separator: "\0")
            let ordinal = seen[identity, default: 0]
            seen[identity] = ordinal + 1
            return Entry(
                description: diagnostic.hint.map { "\(diagnostic.message); \($0)" } ?? diagnostic.message,
                checkName: diagnostic.code.rawValue, fingerprint: Self.fingerprint(of: "\(identity)\0\(ordinal)"),
                severity: diagnostic.severity == .error ? "blocker" : "minor",
                location: Location(path: diagnostic.path, lines: Lines(begin: max(1, diagnostic.line))))
        }
    }

    /// The list alone: GitLab takes no object around it.
    public func encode(to encoder: any Encoder) throws { try entries.encode(to: encoder) }

    /// 32 digits, which are the same in every process.
    private static func fingerprint(of text: String) -> String {
        [UInt64(0), 1].map { salt in
            let digits = String(StableHash.of(text, salt: salt), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
