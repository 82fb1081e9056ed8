import Fleet
import Foundation
import Planning
import TestSupport
import Testing
import Text

@testable import Reconciler
@testable import Report

/// Markdown and HTML as their real parsers read them: a CommonMark parser with GitHub's extensions, and html5lib.
@Suite struct MarkupTests {
    /// What `Tests/Reference/markup.py` reads.
    private struct Document: Encodable {
        var kind: String
        var name: String
        var text: String
        var rows: Int?
        var shows: [String]?
        var like: Int?
    }

    /// Markup of every kind, besides what `HostileText` plays on terminals.
    private static let markup = [
        "a|b", "|", "| --- |", "``x``", "`", "```\nfence", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
        "</details>", "</td></tr></table><b>", "<!--", "-->", "@org/team", "@@ada", "x@y.example", "#12", "!34",
        "[x](https://evil.example)", "![x](https://evil.example/a.png)", "https://evil.example", "www.evil.example",
        "mailto:x@y.example", "# head", "- item", "+ item", "1. item", "1) item", "    code", "> quote", "***", "---",
        "\\", "a\\", "&lt;b&gt;", "&#60;b&#62;", "$x$", "*x*", "_x_", "~~x~~", "[x]: https://evil.example",
        "x\r\n\r\n<b>", "\"><b>", "'><b>", "]]>", "{{x}}", "数据库|<b>",
    ]

    private func check(_ documents: [Document]) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "markup-\(UUID().uuidString).json")
        try JSONEncoder().encode(documents).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let said = try Reference.run("markup.py", [file.path])
        #expect(String(decoding: said, as: UTF8.self) == "\(documents.count) documents\n")
    }

    private func failures(_ text: String) -> [PlanReport.Failure] { [.init(fleet: text, message: text)] }

    /// What the plan and the report of a text look like in both formats.
    private func answers(_ text: String) throws -> [(kind: String, text: String)] {
        let plan = try HostileTextTests.plan(text)
        let reports = [
            FleetReport(fleet: text, result: .attention, requests: 1, completed: 1, plan: plan.fleets[0]),
            FleetReport(fleet: text, result: .failed(message: text)),
        ]
        return [
            ("markdown", PlanMarkdown(times: .sample).render(plan, failures: failures(text))),
            ("markdown", ReportMarkdown(times: .sample).render(reports, revision: text)),
            ("html", PlanHTML(times: .sample).render(plan, failures: failures(text))),
        ]
    }

    @Test func nothingInANameIsMarkup() throws {
        var documents = try answers("x").map { Document(kind: $0.kind, name: "harmless", text: $0.text) }
        for hostile in HostileText.all + Self.markup {
            documents += try answers(hostile).enumerated().map { index, answer in
                Document(
                    kind: answer.kind, name: "\(answer.kind) \(index) of \(hostile.debugDescription)",
                    text: answer.text,
                    shows: [hostile.printable], like: index)
            }
        }
        try check(documents)
    }

    /// The golden files, and the sample, of which it is known what they show.
    @Test func everyGoldenFileIsWellFormed() throws {
        let folder = testsFolder.appending(path: "Golden/commands")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        var documents = try files.filter { ["md", "html"].contains($0.pathExtension) }.map { file in
            Document(
                kind: file.pathExtension == "md" ? "markdown" : "html", name: file.lastPathComponent,
                text: try String(contentsOf: file, encoding: .utf8))
        }
        let plan = try SamplePlan.make()
        let names = plan.fleets[0].instances.filter { $0.action != .none }.map(\.label) + ["stray"]
        documents.append(
            Document(
                kind: "markdown", name: "the sample", text: PlanMarkdown(times: .sample).render(plan), rows: 8,
                shows: names))
        documents.append(
            Document(kind: "html", name: "the sample", text: PlanHTML(times: .sample).render(plan), shows: names))
        try check(documents)
    }

    /// The browser sees the page as it was written, every name in it, and nothing else when scripts are switched off.
    @Test func aBrowserShowsTheSameWithoutScripts() throws {
        let plan = try SamplePlan.make()
        let page = PlanHTML(times: .sample).render(plan, failures: failures("payments"))
        let names = plan.fleets[0].instances.filter { $0.action != .none }.map(\.label)
        let shows = names + ["stray", "payments", "No verdict", "held: its status is 'abnormal'"]
        var documents = [Document(kind: "html", name: "as written", text: page, shows: shows)]
        for withScripts in [true, false] {
            let seen = try Browser.document(of: page, withScripts: withScripts)
            documents.append(
                Document(
                    kind: "html", name: withScripts ? "with scripts" : "without scripts", text: seen, shows: shows,
                    like: 0))
        }
        #expect(documents[1].text == documents[2].text)
        try check(documents)
    }

    /// Five thousand rows, in one fleet and in many, with long names and with short ones.
    @Test func longPlansAreCutSoThatTheyStayWellFormed() throws {
        var documents: [Document] = []
        for (fleets, name) in [(1, "orders"), (1, String(repeating: "数据库", count: 60)), (100, "carts"), (1000, "a|b")] {
            var plan = try SamplePlan.make()
            let (sample, one) = (plan.fleets[0], plan.fleets[0].instances[8])
            plan.fleets = (0..<fleets).map { number in
                var fleet = sample
                fleet.fleet = "\(name)-\(number)"
                fleet.instances = (0..<(5000 / fleets)).map { row in
                    var instance = one
                    instance.name = "\(name)-\(row)"
                    instance.action = .hold(Reason(.failed, "its upgrade failed (job \(row))"))
                    return instance
                }
                return fleet
            }
            let text = PlanMarkdown(times: .sample).render(plan)
            #expect(text.utf16.count < 65_536 && text.contains(" more "))
            documents.append(Document(kind: "markdown", name: "\(fleets) of \(name.prefix(9))", text: text))
        }
        try check(documents)
    }
}
