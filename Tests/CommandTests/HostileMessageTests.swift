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
        let written = Mutex<[String]>([])
        let id = try #require(InstanceID(String(repeating: "e", count: 32) + "in07"))
        let times = TimeSpelling(now: Date(timeIntervalSince1970: 0))
        let printer = ProgressPrinter(style: Style(isColored: false), isLive: false, times: { times }) { line in
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
        for line in lines { HostileText.expectSafe(SafeText.composedLine(line, keepingColors: false), lines: 1) }
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
