import Foundation
import Planning
import TestSupport
import Testing

/// The tables that people read follow the rules as they are.
@Suite struct DecisionTableTests {
    private static let root = testsFolder.deletingLastPathComponent()

    /// The first cells of a document's table rows, from the row after its header on, without those that are empty.
    private static func firstCells(of document: String, header: String) throws -> [[String]] {
        let text = try String(contentsOf: root.appending(path: document), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix(header) })
        return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    @Test func theDocumentedGuardsAreThoseOfTheProgramInTheirOrder() throws {
        let rows = try Self.firstCells(of: "docs/how-it-decides.md", header: "| guard |")
        let names = rows.compactMap(\.first).filter { !$0.isEmpty }
        #expect(names == Guard.all.map(\.name))
    }

    /// Every file and test that the table of CONTRIBUTING names is there.
    @Test func whereEachRuleIsSaidToBeItIs() throws {
        let rows = try Self.firstCells(of: "CONTRIBUTING.md", header: "| rule |")
        #expect(rows.compactMap(\.first).prefix(Guard.all.count) == Guard.all.map(\.name)[...])
        func quoted(_ cell: String) -> [String] {
            cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
        }
        let rules = try String(
            contentsOf: testsFolder.appending(path: "SimulationTests/Rule.swift"), encoding: .utf8)
        for row in rows {
            try #require(row.count == 4, "\(row)")
            let files =
                quoted(row[1]).map { "Sources/Planning/\($0)" }
                + quoted(row[2]).map { "Tests/PlanningTests/\($0).swift" }
            for file in files {
                #expect(FileManager.default.fileExists(atPath: Self.root.appending(path: file).path), "\(file)")
            }
            for rule in quoted(row[3]) { #expect(rules.contains("case \(rule) ="), "\(rule)") }
        }
    }
}
