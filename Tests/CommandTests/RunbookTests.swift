import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import Planning
@testable import dbconverge

/// The runbook has a row for all that can call a person, and its commands are those of the program.
@Suite struct RunbookTests {
    private static func text() throws -> String {
        try String(
            contentsOf: testsFolder.deletingLastPathComponent().appending(path: "docs/operations.md"), encoding: .utf8)
    }

    /// The first cells of the tables' rows.
    private static func firstCells() throws -> [String] {
        try text().split(separator: "\n").filter { $0.hasPrefix("| ") }
            .compactMap { $0.split(separator: "|").first?.trimmingCharacters(in: .whitespaces) }
    }

    @Test func everyReasonThatCanNeedAPersonHasARow() throws {
        let cells = try Self.firstCells()
        for code in Reason.Code.allCases where code.resolution == .byPerson || code.resolution == .dependsOnAction {
            #expect(cells.contains { $0.contains("`\(code.rawValue)`") }, "\(code)")
        }
        for name in cells.flatMap({ $0.matches(of: #/`([A-Za-z]+)`/#).map { String($0.1) } }) {
            #expect(Reason.Code(rawValue: name) != nil, "\(name)")
        }
    }

    @Test func everyExitStatusHasARow() throws {
        let told = try Self.firstCells().flatMap { $0.split(separator: ", ").compactMap { Int32($0) } }
        for status in (0...255).compactMap(ExitStatus.init(rawValue:)) {
            #expect(told.contains(status.rawValue), "\(status)")
        }
    }

    @Test func everyCommandIsOneThatTheProgramTakes() throws {
        let lines = try Self.text().matches(of: #/(?:\$ |`)dbconverge ([^`\n]+)/#).map { match in
            match.1.prefix { $0 != ">" && $0 != "<" }.replacing("\"", with: "'")
        }
        try #require(lines.count > 20)
        for line in lines {
            #expect(throws: Never.self, "\(line)") { _ = try Root.parseAsRoot(ShellWords.split(String(line))) }
        }
    }
}
