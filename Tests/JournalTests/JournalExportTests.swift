import Fleet
import Foundation
import GRDB
import JournalSupport
import Planning
import Testing

@testable import Journal

/// A journal goes elsewhere as a whole, or not at all.
@Suite struct JournalExportTests {
    let state: TemporaryState
    let target: TemporaryState
    private static let now = Date.test(86_400_000)

    init() throws { (state, target) = (try TemporaryState(), try TemporaryState()) }

    /// A journal of two fleets with all that entries can leave, also text that needs escaping.
    private func leave(seed: UInt64) async throws {
        let journal = try SQLiteJournal.open(in: state.directory)
        var entries = RandomEntries(seed: seed)
        for name in ["orders", "\"quoted\"\n账单"] {
            let fleet = try FleetKey.test(name)
            let run = try await journal.begin(
                RunStart(
                    fleet: fleet, revision: "main@0123", host: "h", pid: 1, startedAt: .test(0), user: "u\u{1}",
                    planDigest: "d"))
            for _ in 0..<200 { try await journal.append([entries.next()], to: fleet, run: run) }
            try await journal.remember(ClockMark(boot: "b", offset: .max), of: run)
        }
        try await journal.append([
            Intervention(.pause, of: nil, by: Operator(user: "u", host: "h"), at: .test(0), until: .distantFuture)
        ])
    }

    private func export(_ state: StateDirectory) throws -> [String] {
        var text = ""
        let rows = try SQLiteJournal.export(in: state) { lines in
            text += lines
            return true
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        #expect(rows == lines.count - 2)
        return lines
    }

    @discardableResult
    private func importing(_ lines: [String], into state: StateDirectory? = nil) throws -> Bool {
        var reading = try JournalImport(name: "backup.jsonl")
        for line in lines { try reading.read(Array(line.utf8)) }
        return try reading.finish(in: state ?? target.directory, now: Self.now)
    }

    private func refusal(_ lines: [String]) throws -> JournalError {
        let error = try #require(throws: JournalError.self) { try importing(lines) }
        #expect(error.code == .notImported && error.hint.contains("nothing was imported"), "\(error)")
        #expect(!FileManager.default.fileExists(atPath: target.directory.journal), "\(error)")
        return error
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func whatIsImportedIsWhatWasExported(seed: UInt64) async throws {
        try await leave(seed: seed)
        let lines = try export(state.directory)
        #expect(try importing(lines))
        #expect(try export(target.directory) == lines)
        let (old, new) = (
            try SQLiteJournal.read(in: state.directory), try SQLiteJournal.open(in: target.directory)
        )
        let fleets = try await old.fleets()
        #expect(try await new.fleets() == fleets && fleets.count == 2)
        for fleet in fleets {
            #expect(try await new.fleetState(of: fleet) == old.fleetState(of: fleet))
            #expect(try await new.clockMark(of: fleet) == old.clockMark(of: fleet))
        }
        #expect(try await new.runs(ofFleetsNamed: nil, limit: 9) == old.runs(ofFleetsNamed: nil, limit: 9))
        #expect(try await new.pausesAndResumptions() == old.pausesAndResumptions())
        #expect(try SQLiteJournal.check(in: target.directory, now: Self.now).problems == [])
    }

    @Test func theSameTwiceChangesNothingAndAnythingElseIsRefused() async throws {
        try await leave(seed: 1)
        let lines = try export(state.directory)
        #expect(try importing(lines))
        #expect(try !importing(lines))
        let journal = try SQLiteJournal.open(in: target.directory)
        let seen = JournalEntry.seen(at: .test(0), hasExternalActivity: false)
        try await journal.append([seen], to: try .test("ledger"), run: nil)
        let before = try export(target.directory)
        let error = try #require(throws: JournalError.self) { try importing(lines) }
        #expect(error.code == .notImported && error.hint.contains("--state"), "\(error)")
        #expect(try export(target.directory) == before)
    }

    @Test func everyLineThatIsMissingChangedOrTooMuchIsNoticedWithItsNumber() async throws {
        try await leave(seed: 2)
        let lines = try export(state.directory)
        for index in lines.indices where index % 40 == 0 || index + 2 >= lines.count {
            var less = lines
            less.remove(at: index)
            _ = try refusal(less)
            _ = try refusal(Array(lines[..<index]))
            guard index > 0, index + 1 < lines.count else { continue }
            let twice = lines[...index] + [lines[index]] + lines[(index + 1)...]
            #expect(try refusal(Array(twice)).message.hasPrefix("backup.jsonl:\(index + 2): "))
        }
        let row = try #require(lines.firstIndex { $0.contains("\"table\":\"run\"") })
        for (old, new) in [
            ("main@0123", "main@0124"), ("\"pid\":1", "\"pid\":2"), ("\"pid\":1", "\"pid\":\"1\""),
            ("\"pid\":1", "\"pid\":1.5"), ("\"pid\":1", "\"pid\":true"), ("\"pid\":1,", ""),
            ("\"pid\":1", "\"pid\":1,\"pip\":1"), ("\"table\":\"run\"", "\"table\":\"sqlite_master\""),
            ("\"checksum\":\"", "\"checksum\":\"1"), ("{", "{{"), ("\"row\":{", "\"row\":["),
        ] {
            try #require(lines[row].contains(old))
            var bent = lines
            bent[row] = lines[row].replacing(old, with: new, maxReplacements: 1)
            #expect(try refusal(bent).message.hasPrefix("backup.jsonl:\(row + 1): "), "\(new)")
        }
    }

    @Test(
        arguments: [
            ([], "is empty"), (["", ""], ":1: "), (["{}"], ":1: it is neither"), (["null"], ":1: "),
            ([#"{"format":"x"}"#], ":1: it is 'x'"),
            ([#"{"format":"dbconverge journal","schemaVersion":2,"version":9}"#], ":1: its lines have the version 2"),
            (
                [#"{"format":"dbconverge journal","schemaVersion":1,"version":99}"#],
                ":1: its tables have the version 99"
            ),
            ([#"{"format":"dbconverge journal","schemaVersion":1,"version":9}"#], "ends after line 1"),
            ([#"{"end":true,"rows":0}"#], ":1: it is not the first line"),
        ] as [([String], String)])
    func whatIsNoExportSaysWhy(lines: [String], words: String) throws {
        let message = try refusal(lines).message
        #expect(message.hasPrefix("backup.jsonl") && message.contains(words), "\(message)")
    }

    @Test func anExportOfAnOlderVersionIsBroughtUpToDate() async throws {
        let project = String(repeating: "0", count: 32)
        let key = #""id":1,"region":"cn-north-4","project":"\#(project)","name":"orders""#
        let times = #""firstSeenAt":1000,"foreignWorkAt":null,"forgivenAt":null"#
        let lines = [
            #"{"format":"dbconverge journal","schemaVersion":1,"version":2}"#,
            #"{"table":"fleet","row":{\#(key),\#(times)}}"#, #"{"end":true,"rows":1}"#,
        ]
        #expect(try importing(lines))
        let journal = try SQLiteJournal.open(in: target.directory)
        #expect(try await journal.fleetState(of: .test("orders")).firstSeenAt == Date(milliseconds: 1000))
    }

    @Test func anEmptyJournalIsExportedAndImportedAsWell() throws {
        _ = try SQLiteJournal.open(in: state.directory)
        let lines = try export(state.directory)
        #expect(lines.count == 2)
        #expect(try importing(lines))
    }

    @Test func thereIsNothingToExportWhereThereIsNoJournal() throws {
        for make in [false, true] {
            if make {
                try FileManager.default.createDirectory(
                    atPath: state.directory.path, withIntermediateDirectories: true)
                try Data().write(to: URL(filePath: state.directory.journal))
            }
            let error = try #require(throws: JournalError.self) { try export(state.directory) }
            #expect(error.code == .missing, "\(error)")
        }
    }

    /// A row that is long over is not looked at when a journal is opened, but in a backup it counts.
    @Test func aRowThatSomethingElseHasChangedIsNotExported() async throws {
        try await leave(seed: 1)
        try await DatabaseQueue(path: state.directory.journal).write {
            try $0.execute(sql: "UPDATE run SET host = 'other' WHERE id = 1")
        }
        let error = try #require(throws: JournalError.self) { try export(state.directory) }
        #expect(error.code == .edited, "\(error)")
    }

    @Test func aReaderThatGoesAwayEndsTheExport() async throws {
        try await leave(seed: 1)
        #expect(try SQLiteJournal.export(in: state.directory) { _ in false } == nil)
    }
}
