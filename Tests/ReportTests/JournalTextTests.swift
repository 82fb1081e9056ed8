import Foundation
import Journal
import TestSupport
import Testing
import Text

@testable import Report

/// What `journal check` and `journal import` answer.
@Suite struct JournalTextTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private static let sound = JournalCheckup(
        path: "/var/lib/dbconverge/journal.sqlite", version: 9, currentVersion: 9,
        statistics: JournalStatistics(
            bytes: 1_234_567, fleets: 2, runs: 10_000, upgrades: 431, oldestRun: now - 40 * 86_400), problems: [])

    private static let damaged = JournalCheckup(
        path: "/var/lib/dbconverge/journal.sqlite", version: 8, currentVersion: 9,
        statistics: JournalStatistics(bytes: 4096, fleets: 1, runs: 0, upgrades: 0, oldestRun: nil),
        problems: [
            JournalProblem(.checksums, "the row with id 3 of the table upgrade is not as it was written"),
            JournalProblem(
                .references, "row 17 of the table run belongs to a row of the table fleet that is not there"),
            JournalProblem(.rows, "the row with id 4 of the table run has ended and has not"),
        ])

    private static let unreadable = JournalCheckup(
        path: "/s/journal.sqlite", version: nil, currentVersion: 9, statistics: nil,
        problems: [JournalProblem(.file, "the journal /s/journal.sqlite is damaged or no journal")])

    @Test(arguments: [
        ("journal", sound, Bool?.none), ("journal-problems", damaged, nil), ("journal-unreadable", unreadable, nil),
        ("journal-imported", sound, true), ("journal-same", sound, false),
    ])
    func aCheckUpIsShownToPeopleAndPrograms(name: String, checkup: JournalCheckup, isImported: Bool?) {
        let text = JournalText(Layout(width: 80, times: TimeSpelling(now: Self.now)))
            .render(checkup, isImported: isImported)
        expectGolden(text, "commands/\(name).txt")
        for line in text.split(separator: "\n") { #expect(line.displayWidth <= 80, "\(line)") }
        expectGolden(
            JSONText.render(JournalDocument(checkup, isImported: isImported)), "commands/\(name).json")
    }
}
