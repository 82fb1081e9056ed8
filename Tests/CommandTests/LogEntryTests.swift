import Foundation
import Logging
import Report
import TestSupport
import Testing

@testable import dbconverge

/// What stderr looks like.
@Suite struct LogEntryTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private static let entries = [
        LogEntry(level: .warning, message: "--insecure-http: plain http is allowed"),
        LogEntry(level: .error, message: "could not list: 500", fleet: "orders"),
        LogEntry(
            level: .error, message: "fleets/orders.yaml:7:5: error: unknown key 'instnaces'",
            details: "    instnaces:\n    ^~~~~~~~~\n\n", hint: "did you mean 'instances'?"),
        LogEntry(message: "stopping: nothing more is requested"),
        LogEntry(level: .info, message: "3 of 4 in sync", fleet: "账单", isLabeled: false),
        LogEntry(
            level: .debug, message: "a call", source: "dbconverge", metadata: ["status": "200", "method": "GET"]),
    ]

    @Test(arguments: [
        (LogStyle.plain, "log-plain"), (.timed, "log-text"), (.prioritized, "log-systemd"), (.json, "log-json"),
    ])
    func eachStyleOfLogHasItsLines(style: LogStyle, golden: String) {
        let text = Self.entries.map { $0.text(style, now: Self.now) }.joined(separator: "\n")
        expectGolden(text, "commands/\(golden).txt")
    }

    @Test func anObjectOfTheJSONLogIsOneLineAndHasTimeLevelAndMessage() throws {
        for entry in Self.entries {
            let line = entry.text(.json, now: Self.now)
            #expect(!line.contains("\n"))
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(object["time"] as? String == "2027-01-15T08:00:00Z")
            #expect(object["level"] as? String == entry.level.rawValue)
            #expect(object["message"] as? String == entry.message)
        }
    }

    @Test func onlyATerminalOfAPersonHasColours() {
        let text = Self.entries[0].text(.plain, colors: Style(isColored: true), now: Self.now)
        #expect(text == "\u{1B}[33mwarning: \u{1B}[0m--insecure-http: plain http is allowed")
    }

    @Test(arguments: [
        (LogFormat?.none, false, LogStyle.plain), (nil, true, .prioritized), (.text, false, .timed),
        (.text, true, .prioritized), (.json, false, .json), (.json, true, .json),
    ])
    func theStyleIsThatOfTheFormatAndOfWhoReads(format: LogFormat?, isJournal: Bool, style: LogStyle) {
        #expect(LogStyle(format, isJournal: isJournal) == style)
    }

    /// As systemd says it: the device and the inode of the socket.
    @Test func journaldReadsWhereTheVariableNamesTheStream() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "stream-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forWritingTo: file)
        var status = stat()
        fstat(handle.fileDescriptor, &status)
        func isJournal(_ text: String) -> Bool {
            LogStyle.isJournal(["JOURNAL_STREAM": text], handle.fileDescriptor)
        }
        #expect(isJournal("\(status.st_dev):\(status.st_ino)"))
        for text in ["\(status.st_dev):\(status.st_ino + 1)", "\(status.st_dev)", "", "a:b", "1:2:3"] {
            #expect(!isJournal(text), "\(text)")
        }
        #expect(!LogStyle.isJournal([:], handle.fileDescriptor))
    }
}
