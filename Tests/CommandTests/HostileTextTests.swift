import ArgumentParser
import Fleet
import Foundation
import GitSource
import Logging
import Manifest
import Planning
import Reconciler
import Synchronization
import Testing
import Text

@testable import Report
@testable import dbconverge

/// Every kind of message that the program has, with hostile text wherever text from outside can stand.
@Suite struct HostileTextTests {
    static let texts = [
        "x\n::error::injected", "::error::injected", "\u{1B}]0;pwned\u{7}\u{1B}[2J\u{1B}[31m", "a\r\n##[error]b",
        "##vso[task.setvariable]x", "a\u{9B}31mb", "\u{202E}txt\u{2066}", "a\u{200B}b\u{2060}c\u{FEFF}",
        "a\u{2028}::warning::b",
        "tab\there", "nul\0", "`\u{301}@team|<b>https://evil.example/\u{E0041}",
    ]

    /// What the program writes for these lines; `lines` is how many it means to write.
    static func expectSafe(
        _ text: String, lines: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let shown = SafeText.composed(text, keepingColors: false)
        #expect(
            shown.unicodeScalars.allSatisfy { $0 == "\n" || $0.isSafeToShow }, "\(shown)",
            sourceLocation: sourceLocation)
        for line in shown.split(separator: "\n") {
            #expect(!line.drop(while: \.isWhitespace).hasPrefix("::"), "\(shown)", sourceLocation: sourceLocation)
            #expect(line.firstMatch(of: /##[a-z]*\[/) == nil, "\(shown)", sourceLocation: sourceLocation)
        }
        let count = shown.split(separator: "\n", omittingEmptySubsequences: false).count
        if let lines { #expect(count == lines, "\(shown)", sourceLocation: sourceLocation) }
    }

    static func lines(_ text: String) -> Int { text.split(separator: "\n", omittingEmptySubsequences: false).count }

    /// A plan whose names, reasons, ids of jobs, waves and revision are the text.
    static func plan(_ text: String) throws -> Plan {
        var plan = try SamplePlan.make()
        plan.revision = text
        for fleet in plan.fleets.indices {
            for index in plan.fleets[fleet].instances.indices { plan.fleets[fleet].instances[index].name = text }
            plan.fleets[fleet].fleet = text
            plan.fleets[fleet].region = text
            for index in plan.fleets[fleet].waves.indices { plan.fleets[fleet].waves[index].name = text }
        }
        for index in plan.unmanaged.indices {
            plan.unmanaged[index].name = text
            plan.unmanaged[index].current = text
            plan.unmanaged[index].region = text
        }
        return plan
    }

    @Test(arguments: texts) func plansAndReports(text: String) throws {
        let (plain, plan) = (try Self.plan("x"), try Self.plan(text))
        let style = Style(isColored: false)
        Self.expectSafe(PlanText(style: style).render(plan), lines: Self.lines(PlanText(style: style).render(plain)))
        Self.expectSafe(PlanMarkdown.render(plan), lines: Self.lines(PlanMarkdown.render(plain)))
        Self.expectSafe(JSONText.render(plan), lines: Self.lines(JSONText.render(plain)))
        func reports(_ text: String, _ plan: Plan) -> [FleetReport] {
            [
                FleetReport(
                    fleet: text, result: .failed(message: text), requests: 0, completed: 0, plan: plan.fleets.first),
                FleetReport(fleet: text, result: .locked(message: text), requests: 0, completed: 0, plan: nil),
                FleetReport(fleet: text, result: .revisionMoved(to: text), requests: 0, completed: 0, plan: nil),
            ]
        }
        let (mild, wild) = (reports("x", plain), reports(text, plan))
        Self.expectSafe(
            ReportText(style: style).render(wild, revision: text),
            lines: Self.lines(ReportText(style: style).render(mild, revision: "x")))
        Self.expectSafe(
            ReportMarkdown.render(wild, revision: text), lines: Self.lines(ReportMarkdown.render(mild, revision: "x")))
        Self.expectSafe(JSONText.render(ReportDocument(wild, revision: text)))
    }

    @Test(arguments: texts) func checkups(text: String) {
        let findings = [Finding(.repository, of: text, .failed, text, hint: text)]
        Self.expectSafe(DoctorText(style: Style(isColored: false)).render(findings), lines: 4)
    }

    @Test(arguments: texts) func jsonKeepsTheDataAsItIs(text: String) throws {
        let rendered = JSONText.render([text])
        Self.expectSafe(rendered)
        #expect(try JSONDecoder().decode([String].self, from: Data(rendered.utf8)) == [text])
        #expect(SafeText.composed(rendered, keepingColors: false) == rendered)
    }

    @Test(arguments: texts) func progressAndLog(text: String) throws {
        let written = Mutex<[String]>([])
        let id = try #require(InstanceID(String(repeating: "e", count: 32) + "in07"))
        let printer = ProgressPrinter(style: Style(isColored: false), isLive: false) { line in
            written.withLock { $0.append(line) }
        }
        printer.show(.names(fleet: text, [id: text]))
        printer.show(.notice(fleet: text, .canceling(id, text)))
        printer.show(.notice(fleet: text, .observationFailed(message: text)))
        printer.show(.notice(fleet: text, .revision(.moved(to: text))))
        printer.show(.notice(fleet: text, .revision(.unresolvable(text))))
        var logger = Logger(label: "dbconverge") { label in
            var handler = ConsoleLogHandler(label: label)
            handler.write = { line in written.withLock { $0.append(line) } }
            return handler
        }
        logger[metadataKey: "id"] = "\(text)"
        logger.error("\(text)", metadata: [text: "\(text)", "list": ["\(text)"]])
        let lines = written.withLock { $0 }
        #expect(lines.count == 5)
        // As the console writes a line.
        for line in lines { Self.expectSafe(SafeText.composedLine(line, keepingColors: false), lines: 1) }
    }

    @Test(arguments: texts.filter { !$0.contains("\0") }) func errorsOfTheArguments(text: String) {
        for arguments in [["plan", "--nonsense=\(text)"], ["plan", text], [text], ["plan", "--output", text]] {
            let error = #expect(throws: (any Error).self) { try Root.parseAsRoot(arguments) }
            guard let error else { continue }
            let message = Arguments.sanitized(Root.fullMessage(for: error), of: arguments)
            let mild = Result { try Root.parseAsRoot(arguments.map { $0.replacing(text, with: "x") }) }
            guard case .failure(let plain) = mild else { continue }
            Self.expectSafe(message, lines: Self.lines(Root.fullMessage(for: plain)))
        }
    }
}
