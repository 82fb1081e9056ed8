import Foundation
import Manifest
import TestSupport
import Testing
import Text

@testable import Report

/// What `validate` says to GitHub and to GitLab.
@Suite struct AnnotationTests {
    static func diagnostic(
        _ message: String, _ code: Diagnostic.Code = .unprocessed, hint: String? = nil, path: String = "fleets/a.yaml",
        line: Int = 3, severity: Diagnostic.Severity = .error, related: [Diagnostic.Note] = []
    ) -> Diagnostic {
        Diagnostic(
            severity: severity, code: code, message: message, hint: hint,
            location: .init(path: path, line: line, column: line == 0 ? 0 : 5), related: related)
    }

    /// Every way in which a diagnostic can look.
    static let samples = [
        diagnostic("the key 'rollot' is unknown", hint: "did you mean 'rollout'?"),
        diagnostic("100% of it: a, b", path: "fleets/a:b,c%d.yaml", severity: .warning),
        diagnostic(
            "the name 'orders' is taken", path: "fleets/数据库.yaml",
            related: [.init(message: "it was taken here", location: .init(path: "fleets/b.yaml", line: 7, column: 3))]),
        diagnostic("the file has more than 16 MiB", .fileTooLarge, line: 0),
        diagnostic("there is no file under this path", .noManifests, path: ".", line: 0),
    ]

    @Test func annotationsForGitHub() {
        expectGolden(GitHubAnnotations.render(Self.samples), "commands/validate.github.txt")
    }

    @Test func aReportForGitLab() {
        expectGolden(JSONText.render(CodeQualityReport(Self.samples)), "commands/validate.gitlab.json")
    }

    @Test func withoutDiagnosticsThereIsAnEmptyList() throws {
        let list = try JSONDecoder().decode([String].self, from: Data(JSONText.render(CodeQualityReport([])).utf8))
        #expect(list.isEmpty)
        #expect(GitHubAnnotations.render([]).isEmpty)
    }

    @Test(arguments: HostileText.all + ["a%0A::error::b", "x,title=y", "x::y", "\r", "%"])
    func noTextEndsItsPropertyOrBeginsAnotherCommand(_ text: String) throws {
        let note = Diagnostic.Note(message: text, location: .init(path: text, line: 1, column: 1))
        let one = Self.diagnostic(text, hint: text, path: text, related: [note])
        let rendered = GitHubAnnotations.render([one, one]) + "\n" + GitHubAnnotations.render(error: text, hint: text)
        let lines = rendered.unicodeScalars.split(separator: "\n").map(String.init)
        #expect(lines.count == 3, "\(rendered)")
        for line in lines {
            #expect(line.unicodeScalars.allSatisfy { $0.isSafeToShow }, "\(line)")
            #expect(line.firstMatch(of: /##[a-z]*\[/) == nil, "\(line)")
            let command = try #require(line.wholeMatch(of: /::error ([^:]*)::(.*)/), "\(line)")
            // As GitHub's runner reads it: split at commas, unescaped afterwards.
            let keys = command.1.split(separator: ",").compactMap { $0.split(separator: "=").first }
            #expect(keys == ["file", "line", "col", "title"] || keys == ["title"], "\(line)")
            for (escape, _) in command.2.matches(of: /%(..)?/).map(\.output) {
                #expect(["%25", "%0A", "%0D"].contains(escape), "\(line)")
            }
        }
        #expect(!GitHubAnnotations.line(text).hasPrefix("::"))
        HostileText.expectSafe(GitHubAnnotations.line(text), lines: 1)
    }

    /// GitHub finds the file by its name, so what is unescaped is the name again.
    @Test(arguments: ["a,b:c%.yaml", "fleets/数据库.yaml", "a b=c.yaml", "%2C.yaml"])
    func aFileNameIsTheSameWhenItIsUnescaped(_ path: String) throws {
        let line = GitHubAnnotations.render([Self.diagnostic("x", path: path)])
        let value = try #require(line.firstMatch(of: /file=([^,]*),line=3,col=5,/)).1
        let plain = value.replacing("%2C", with: ",").replacing("%3A", with: ":").replacing("%25", with: "%")
        #expect(plain == path)
    }

    /// The keys and values that https://docs.gitlab.com/ci/testing/code_quality/ asks for.
    @Test(arguments: HostileText.all + ["x"])
    func theReportIsAsGitLabDocumentsIt(_ text: String) throws {
        let diagnostics = Self.samples + [Self.diagnostic(text, path: text)]
        let json = JSONText.render(CodeQualityReport(diagnostics))
        HostileText.expectSafe(json)
        let list = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
        #expect(list.count == diagnostics.count)
        for (entry, diagnostic) in zip(list, diagnostics) {
            #expect(Set(entry.keys) == ["description", "check_name", "fingerprint", "severity", "location"])
            #expect((entry["description"] as? String)?.hasPrefix(diagnostic.message) == true)
            #expect(["info", "minor", "major", "critical", "blocker"].contains(entry["severity"] as? String))
            let fingerprint = try #require(entry["fingerprint"] as? String)
            #expect(fingerprint.wholeMatch(of: /[0-9a-f]{32}/) != nil)
            let location = try #require(entry["location"] as? [String: Any])
            #expect(location["path"] as? String == diagnostic.path)
            let lines = try #require(location["lines"] as? [String: Any])
            #expect(lines["begin"] as? Int == max(1, diagnostic.line))
        }
    }

    @Test func aFingerprintOutlivesMovedLinesAndIsUnique() {
        func fingerprints(_ diagnostics: [Diagnostic]) -> [String] {
            CodeQualityReport(diagnostics).entries.map(\.fingerprint)
        }
        let before = fingerprints([Self.diagnostic("a", line: 3), Self.diagnostic("a", line: 9)])
        #expect(before == fingerprints([Self.diagnostic("a", line: 5), Self.diagnostic("a", line: 11)]))
        #expect(Set(before).count == 2)
        #expect(Set(fingerprints(Self.samples) + before).count == Self.samples.count + 2)
    }
}
