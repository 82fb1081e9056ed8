import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import dbconverge

/// The examples for CI systems pass the linters of their formats, and what they run exists.
@Suite struct CIExampleTests {
    static let folder = testsFolder.deletingLastPathComponent().appending(path: "examples/ci")

    @Test func everyExamplePassesItsLinters() throws {
        let said = try Reference.run("lint_examples.py", ["lint", Self.folder.path])
        #expect(String(decoding: said, as: UTF8.self) == "\n")
    }

    /// A copy of the examples in which one text is replaced, and the word by which its linter names the mistake.
    struct Break: Sendable, CustomTestStringConvertible {
        var linter, file, old, new, word: String

        init(_ linter: String, _ file: String, _ old: String, _ new: String, _ word: String) {
            (self.linter, self.file, self.old, self.new, self.word) = (linter, file, old, new, word)
        }

        var testDescription: String { "\(file): \(old) -> \(new)" }
    }

    static let breaks = [
        Break("schema", "github/plan.yml", "runs-on:", "run-on:", "run-on"),
        Break("schema", "github/plan.yml", "timeout-minutes: 20", "timeout-minutes: soon", "soon"),
        Break("schema", "gitlab/gitlab-ci.yml", "resource_group: dbconverge", "resource_group: [a]", "resource_group"),
        Break("schema", "gitlab/gitlab-ci.yml", "exit_codes: [3, 4]", "exit_code: [3, 4]", "exit_code"),
        Break("github", "github/plan.yml", "permissions: {}", "permissions: write-all", "permissions"),
        Break("github", "github/drift.yml", "    timeout-minutes: 20\n", "", "timeout-minutes"),
        Break("github", "github/drift.yml", "@3d3c42e5aac5ba805825da76410c181273ba90b1", "@v7", "pinned"),
        Break("github", "github/plan.yml", "-o github", "--ref ${{ github.head_ref }}", "expression"),
        Break("github", "github/reconcile.yml", "cancel-in-progress: false", "cancel-in-progress: true", "cancels"),
        Break("gitlab", "gitlab/gitlab-ci.yml", "  resource_group: dbconverge\n", "", "two runs"),
        Break("gitlab", "gitlab/gitlab-ci.yml", "  timeout: 2h 30m\n", "", "timeout"),
        Break("scripts", "github/reconcile.yml", #">>"$GITHUB_STEP_SUMMARY""#, ">>$GITHUB_STEP_SUMMARY", "SC2086"),
        Break("scripts", "github/comment.sh", "\ndone\n", "\n", "SC1061"),
        Break("scripts", "gitlab/gitlab-ci.yml", "note.sh plan.md", "note.sh 'plan.md", "SC1073"),
        Break("jenkins", "jenkins/Jenkinsfile", "sh 'dbconverge validate'", #"sh "dbconverge ${X}""#, "literal"),
        Break("scripts", "cron/run.sh", "*-0 | reconcile-3", "*-0 || reconcile-3", "SC1073"),
        Break("jenkins", "jenkins/Jenkinsfile", "stage('Plan') {", "stage('Plan' {", "groovy-parser"),
        Break("jenkins", "jenkins/Jenkinsfile", "disableConcurrentBuilds()", "", "disableConcurrentBuilds"),
        Break("cron", "cron/dbconverge", "*/15 * * * * dbconverge", "*/15 * * * dbconverge", "no day of the week"),
        Break("cron", "cron/dbconverge", "0 6 * * 1-5", "0 26 * * 1-5", "'26' is no hour"),
        Break("cron", "github/drift.yml", "0 6 * * 1-5", "0 6 * * 1-8", "is no schedule"),
        Break("systemd", "systemd/dbconverge.service", "Type=oneshot", "Type=once", "once"),
        Break(
            "systemd", "systemd/dbconverge.service", "SuccessExitStatus=3 4", "SuccessExitCode=3 4", "SuccessExitCode"),
        Break("systemd", "systemd/dbconverge.service", "CapabilityBoundingSet=\n", "", "exposure"),
        Break("systemd", "systemd/dbconverge.timer", "*:0/15", "*:0/75", "calendar specification"),
    ]

    @Test(arguments: breaks) func aBrokenExampleIsRefused(_ broken: Break) throws {
        let copy = FileManager.default.temporaryDirectory.appending(path: "examples-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: Self.folder, to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        let file = copy.appending(path: broken.file)
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(broken.old))
        try Data(text.replacing(broken.old, with: broken.new).utf8).write(to: file)
        let said = String(
            decoding: try Reference.run("lint_examples.py", ["lint", copy.path, broken.linter]), as: UTF8.self)
        #expect(said.contains(broken.file) && said.contains(broken.word), "\(said)")
    }

    private struct Line: Decodable {
        var file: String
        var words: [String]
    }

    @Test func everyCommandOfTheExamplesIsOneThatTheProgramTakes() throws {
        let lines = try JSONDecoder().decode(
            [Line].self, from: Reference.run("lint_examples.py", ["commands", Self.folder.path]))
        for line in lines {
            #expect(throws: Never.self, "\(line)") {
                let command = try Root.parseAsRoot(line.words)
                let answering = try #require(command as? any AnsweringCommand)
                try answering.output.check(type(of: answering).formats, of: "it")
            }
        }
        let commands = lines.compactMap(\.words.first)
        #expect(commands.count { $0 == "reconcile" } == 5)
        #expect(commands.count { $0 == "plan" } == 6)
        #expect(commands.count { $0 == "validate" } == 3)
    }

    private struct Written: Decodable {
        var comments: [String]
        var calls: [String]
        var leaks: Int
        var changed: Int
    }

    /// Runs the script that writes the comment, once for each text, against a server with so many comments of others.
    private func write(_ system: String, among foreign: Int, _ texts: [String]) throws -> Written {
        let script = Self.folder.appending(path: system == "github" ? "github/comment.sh" : "gitlab/note.sh").path
        let said = try Reference.run("comment_server.py", [system, script, "\(foreign)"] + texts)
        return try JSONDecoder().decode(Written.self, from: said)
    }

    @Test(arguments: ["github", "gitlab"], [0, 100, 250])
    func aPlanIsOneCommentThatIsUpdated(_ system: String, foreign: Int) throws {
        let last = "# Plan\n`\"$(id)'\\ @team 数据库"
        let written = try write(system, among: foreign, ["one", "two", last])
        #expect(written.comments == ["<!-- dbconverge plan -->\n\(last)"])
        #expect(written.calls.last == (system == "github" ? "PATCH" : "PUT"))
        // Somebody else who writes the marker is not written over, and the token is in the header only.
        #expect(written.changed == 0 && written.leaks == 0)
    }

    @Test(arguments: ["github", "gitlab"]) func withoutAPlanTheCommentSaysSo(_ system: String) throws {
        let written = try write(system, among: 0, ["one", ""])
        #expect(written.comments.count == 1)
        #expect(written.comments.first?.contains("made no plan of the last commit") == true)
        #expect(written.comments.first?.contains("https://\(system).example/") == true)
    }
}
