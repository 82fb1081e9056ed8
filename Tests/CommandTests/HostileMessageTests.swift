import ArgumentParser
import Fleet
import Foundation
import Logging
import Planning
import Reconciler
import Report
import Synchronization
import TestSupport
import Testing
import Text

@testable import dbconverge

/// Progress, log and usage errors, with hostile text wherever text from outside can stand.
@Suite struct HostileMessageTests {
    @Test(arguments: HostileText.all) func progressAndLog(text: String) throws {
        let written = Mutex<[LogEntry]>([])
        let id = try #require(InstanceID(String(repeating: "e", count: 32) + "in07"))
        let times = TimeSpelling(now: Date(timeIntervalSince1970: 0))
        let printer = ProgressPrinter(style: Style(isColored: false), isLive: false, times: { times }) { entry in
            written.withLock { $0.append(entry) }
        }
        printer.show(.listed(fleet: text, ObservedInstances(named: [id: text])))
        printer.show(.notice(fleet: text, .canceling(id, text)))
        printer.show(.notice(fleet: text, .observationFailed(message: text)))
        printer.show(.notice(fleet: text, .revision(.moved(to: text))))
        printer.show(.notice(fleet: text, .revision(.unresolvable(text))))
        var logger = Logger(label: "dbconverge") { label in
            var handler = ConsoleLogHandler(label: label)
            handler.write = { entry in written.withLock { $0.append(entry) } }
            return handler
        }
        logger[metadataKey: "id"] = "\(text)"
        logger.error("\(text)", metadata: [text: "\(text)", "list": ["\(text)"]])
        let entries = written.withLock { $0 }
        #expect(entries.count == 5)
        for style in [LogStyle.plain, .timed, .prioritized, .json] {
            for entry in entries { HostileText.expectSafe(entry.text(style, now: times.now), lines: 1) }
        }
    }

    @Test(arguments: HostileText.all.filter { !$0.contains("\0") }) func errorsOfTheArguments(text: String) {
        for arguments in [["plan", "--nonsense=\(text)"], ["plan", text], [text], ["plan", "--output", text]] {
            let error = #expect(throws: (any Error).self) { try Root.parseAsRoot(arguments) }
            guard let error else { continue }
            let message = Arguments.sanitized(Root.fullMessage(for: error), of: arguments)
            let mild = Result { try Root.parseAsRoot(arguments.map { $0.replacing(text, with: "x") }) }
            guard case .failure(let plain) = mild else { continue }
            HostileText.expectSafe(message, lines: HostileText.lines(Root.fullMessage(for: plain)))
        }
    }
}
